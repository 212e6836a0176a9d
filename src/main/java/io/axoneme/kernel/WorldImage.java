// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.graph.Delta;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.graph.WorldGraph;
import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import io.axoneme.model.World;
import io.axoneme.plan.FlushPlanner;
import io.axoneme.plan.PendingOp;
import io.axoneme.plan.PolicyCauses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A world as bytes of the datapath's maps, by the same graph, plan and codecs as a node's, and the causes that its journal would have. Not thread-safe.
 */
final class WorldImage {

    private final WorldGraph fed;
    private final MapImage maps = new MapImage();
    private final KernelSync sync = new KernelSync(maps);
    private final Map<Integer, PolicyCauses> causes = new HashMap<>();

    private WorldImage(WorldGraph fed) {
        this.fed = fed;
    }

    static WorldImage of(World world) {
        return of(world, Map.of(), Map.of());
    }

    /**
     * The image of a world whose pods have further addresses.
     *
     * @param more prefixes in ipcache beside the world's own
     * @param judgedBy address of a pod → those by which CIDRs judge it
     */
    static WorldImage of(World world, Map<Cidr, Delta.PrefixEntry> more, Map<IpAddress, List<IpAddress>> judgedBy) {
        var graph = new NodeGraph(WorldGraph.config(world), Seed.empty());
        var image = new WorldImage(new WorldGraph(world, graph));
        image.fed.feed();
        more.forEach(graph::putPrefix);
        judgedBy.forEach(graph::putPodAddresses);
        image.sync.resync();
        image.apply(graph.flush());
        return image;
    }

    private void apply(Delta delta) {
        for (var op : new FlushPlanner().plan(delta)) {
            if (op instanceof PendingOp.Journal(var selectors, var policies)) {
                policies.forEach(p -> causes.put(p.policyId(), p));
            }
            var answer = sync.apply(op);
            if (!answer.isDone()) {
                throw new IllegalStateException(answer.trouble());
            }
        }
    }

    WorldGraph fed() {
        return fed;
    }

    MapImage maps() {
        return maps;
    }

    /** Writes what is not the graph's: endpoints and switches. */
    KernelSync sync() {
        return sync;
    }

    /** By policy id, as the journal would have them. */
    Map<Integer, PolicyCauses> causes() {
        return causes;
    }
}
