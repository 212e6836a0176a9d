// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.graph.GraphJudge;
import io.axoneme.kernel.KernelJudge;
import io.axoneme.kernel.RowsJudge;
import io.axoneme.kube.translate.Feature;
import io.axoneme.model.Judge;
import io.axoneme.oracle.Oracle;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The judges that {@code policy test --judge} can ask, each with what of the policies it can judge. */
final class Judges {

    /**
     * A judge that can be asked for.
     *
     * @param judge makes one
     * @param features beyond peers and ports
     */
    record Entry(Supplier<Judge> judge, Set<Feature> features) {}

    private static final Map<String, Entry> BY_NAME = new TreeMap<>(Map.of(
            "oracle", new Entry(Oracle::new, Set.of(Feature.values())),
            "graph", new Entry(GraphJudge::new, Set.of(Feature.values())),
            "rows", new Entry(RowsJudge::new, Set.of(Feature.values()))));

    /** The judge that is no part of this program: see {@link #kernel}. */
    static final String KERNEL = "kernel";

    private Judges() {}

    /** Those that need nothing but this program. */
    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** The judge that is the kernel. It is one for all worlds, and whoever started it closes it. It is without what the datapath is not told. */
    static Entry kernel(KernelJudge started) {
        return new Entry(() -> started, EnumSet.complementOf(EnumSet.of(Feature.NODE_PEERS, Feature.HOST_POLICIES)));
    }

    static Optional<Entry> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
