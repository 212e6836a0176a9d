// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph.bench;

import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.graph.NodeGraph;
import io.axoneme.kernel.KernelSync;
import io.axoneme.plan.FlushPlanner;
import java.lang.management.ManagementFactory;

/**
 * Heap of a node's graph and of what it remembers of the kernel's maps: what the JVM reports as used after a full collection, everything in this
 * process included. The world is made on the way and not held. Run in a process of its own, with {@code -XX:+UseSerialGC} as the roles are.
 */
public final class HeapUse {

    private static final int FURTHER = 1_000;

    private final BenchWorld world;
    private final NodeGraph graph = BenchWorld.graph();
    private final FlushPlanner planner = new FlushPlanner();
    private final KernelSync sync = new KernelSync(new NoKernel());

    private HeapUse(BenchWorld world) {
        this.world = world;
        sync.resync();
    }

    /** Prints bytes with everything, bytes for each further pod elsewhere, and how many policies select something here. */
    public static void main(String[] arguments) {
        var node = new HeapUse(new BenchWorld(BenchWorld.Size.HUGE));
        node.world.feed(node.graph, node.world.identities(), node.world.policies());
        node.flush();
        long all = usedBytes();
        // The first ones leave behind what every change does, whatever its size.
        node.addPodsElsewhere(0, FURTHER);
        long before = usedBytes();
        node.addPodsElsewhere(FURTHER, 2 * FURTHER);
        long further = (usedBytes() - before) / FURTHER;
        System.out.printf("%d %d %d%n", Math.max(all, before), further, node.policiesHere());
    }

    /** Each with labels of its own, so that it is a new identity too. */
    private void addPodsElsewhere(int from, int to) {
        for (int i = from; i < to; i++) {
            var identity = world.another(i);
            graph.putIdentity(identity);
            graph.putPrefix(BenchWorld.addressOf(identity.number()), new PrefixEntry(identity.number(), false));
            flush();
        }
    }

    private void flush() {
        for (var op : planner.plan(graph.flush())) {
            sync.apply(op);
        }
    }

    private long policiesHere() {
        var here = world.endpoints().stream().map(graph::labelsOf).distinct().toList();
        return world.policies().stream()
                .filter(p -> here.stream()
                        .anyMatch(labels -> labels != null
                                && p.specs().stream().anyMatch(s -> s.subject().matches(labels))))
                .count();
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
