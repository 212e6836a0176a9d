// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.agent.engine.SeedReader;
import io.axoneme.graph.Delta;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.GraphJudge;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.graph.Seed;
import io.axoneme.graph.WorldGraph;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps.VectorMap;
import io.axoneme.kernel.KernelSync;
import io.axoneme.kernel.MapImage;
import io.axoneme.kernel.RowsJudge;
import io.axoneme.model.Judge;
import io.axoneme.model.World;
import io.axoneme.plan.CauseJournal;
import io.axoneme.plan.FlushPlanner;
import io.axoneme.plan.PendingOp;
import io.axoneme.plan.PolicyCauses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Does what the agent's engine does, in memory: flushes, collects, and begins again from what the maps and the journal hold. */
final class MemoryNode {

    private final GraphConfig config;
    private final MapImage maps = new MapImage();
    private final StringBuilder journal = new StringBuilder();
    private final Map<Integer, PolicyCauses> causes = new HashMap<>();
    private NodeGraph graph;
    private FlushPlanner planner = new FlushPlanner();
    private KernelSync sync;

    MemoryNode(GraphConfig config) {
        this.config = config;
        this.graph = new NodeGraph(config, Seed.empty());
        this.sync = begin();
    }

    NodeGraph graph() {
        return graph;
    }

    /** The process is gone and comes back: it knows what the maps and the journal hold, and nothing else. */
    void restart() {
        var start = ok(new SeedReader(maps).read(CauseJournal.read(journal.toString())));
        graph = new NodeGraph(config, start.seed());
        planner = start.planner();
        sync = begin();
    }

    /** The journal could not be written: it is empty when the process comes back. */
    void loseJournal() {
        journal.setLength(0);
    }

    /** Whether the endpoint has no policy, so that nothing passes. */
    boolean isClosed(int endpoint) {
        return maps.policyOf(endpoint) == 0;
    }

    /** The highest id of a policy that is in force or lingers; 0 without any. */
    int lastPolicyId() {
        return graph.livePolicies().stream().mapToInt(ResolvedPolicy::id).max().orElse(0);
    }

    void flush() {
        flush(op -> {});
    }

    /** @param afterEach hears of each step when the maps hold it */
    void flush(Consumer<PendingOp> afterEach) {
        apply(graph.flush(), afterEach);
    }

    void settle() {
        settle(op -> {});
    }

    /** Collects and flushes until nothing is left to collect. */
    void settle(Consumer<PendingOp> afterEach) {
        Delta gone;
        do {
            gone = graph.collect(graph.revision());
            apply(gone, afterEach);
            flush(afterEach);
        } while (!gone.isEmpty());
    }

    /** What an agent does once after its start, when all that is desired is in force. */
    void sweep() {
        ok(sync.sweep());
    }

    void forgetEndpoint(int endpoint) {
        ok(sync.forgetEndpoint(endpoint));
    }

    Judge.Bench graphBench(World world, WorldGraph fed) {
        return GraphJudge.bench(world, graph, fed.with(world, graph));
    }

    Judge.Bench rowsBench(World world, WorldGraph fed) {
        return RowsJudge.bench(world, fed.with(world, graph), maps, causes);
    }

    /** Highest index of an interned vector that holds something; 0 without any. */
    int highestVector() {
        return ok(maps.dumpVectors(VectorMap.VECTOR)).entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(0);
    }

    /** Everything that still stands there, beside the identity of unknown sources with its bit 0. */
    List<String> left() {
        var left = new ArrayList<String>();
        for (var map : List.of(
                AbiMaps.POLICY,
                AbiMaps.POLICY_PORT,
                AbiMaps.POLICY_MORE,
                AbiMaps.POLICY_HEAD,
                AbiMaps.IPCACHE,
                AbiMaps.IPCACHE_HOST)) {
            addEntries(left, map);
        }
        ok(maps.dump(
                AbiMaps.IDENTITY_SLOT, (identity, slot) -> addUnless(left, identity == 0, "identity " + identity)));
        ok(maps.dumpVectors(VectorMap.MEMBERSHIP))
                .forEach((slot, bits) ->
                        addUnless(left, bits.isEmpty() || (slot == 0 && bits.length() == 1), "slot " + slot + bits));
        graph.livePolicies().forEach(p -> left.add("resolved policy " + p.id()));
        graph.allSelectors().forEach(s -> addUnless(left, s.bit() == 0, "selector " + s));
        graph.allVectors().forEach(v -> addUnless(left, v.identity() == 0, "vector " + v));
        graph.allInternedVectors().forEach(v -> left.add("interned " + v));
        graph.allPrefixes().forEach((prefix, entry) -> left.add("prefix " + prefix));
        return left;
    }

    private <K, V> void addEntries(List<String> left, AbiMap<K, V> map) {
        ok(maps.dump(map, (key, value) -> left.add(map.name() + " " + key)));
    }

    private static void addUnless(List<String> left, boolean fine, String text) {
        if (!fine) {
            left.add(text);
        }
    }

    private KernelSync begin() {
        var fresh = new KernelSync(maps);
        ok(fresh.resync());
        return fresh;
    }

    private void apply(Delta delta, Consumer<PendingOp> afterEach) {
        for (var op : planner.plan(delta)) {
            if (op instanceof PendingOp.Journal entry) {
                journal.append(CauseJournal.lines(entry));
                entry.policies().forEach(p -> causes.put(p.policyId(), p));
            }
            ok(sync.apply(op));
            afterEach.accept(op);
        }
    }

    private static <T> T ok(Answer<T> answer) {
        if (answer instanceof Answer.Done<T>(var value)) {
            return value;
        }
        throw new AssertionError(answer.trouble());
    }
}
