// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.graph.GraphConfig;
import io.axoneme.kernel.Answer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * How wide the vectors are: as wide as those that the node has, or wider when there are more selectors. Another width is other programs with maps of their
 * own; those in force go on with theirs until the new ones are attached. It never becomes narrower, which would be all maps anew for what may be needed
 * again. On the engine's thread.
 */
final class VectorWidth {

    private static final Logger LOG = Logger.getLogger(VectorWidth.class);

    static final int NARROWEST = 512;

    private static final int[] WIDTHS = {NARROWEST, 2_048, GraphConfig.MAX_SELECTORS};

    private final Supplier<Answer<Integer>> present;
    private final IntFunction<Answer<Boolean>> load;
    private final IntConsumer loaded;
    private boolean known;
    /** Of the programs that are loaded. */
    private int bits = NARROWEST;

    private int wanted = NARROWEST;

    /**
     * A width that is not known yet.
     *
     * @param present asks how wide the vectors are that the node has, in bits; 0 without any
     * @param load loads programs with vectors of a width; those that are attached stay as they are. Answers whether connections of an earlier run were found
     * @param loaded hears of the width whose maps are written from now on
     */
    VectorWidth(Supplier<Answer<Integer>> present, IntFunction<Answer<Boolean>> load, IntConsumer loaded) {
        this.present = present;
        this.load = load;
        this.loaded = loaded;
    }

    /** Loads the programs; the first time in the width that the node has. */
    Answer<Boolean> load() {
        if (known) {
            return use(wanted);
        }
        return present.get().then(there -> {
            known = true;
            wanted = IntStream.of(WIDTHS).anyMatch(w -> w == there) ? there : wanted;
            return use(wanted);
        });
    }

    /**
     * So many bits are in use now; {@link #makeRoom} has what that takes.
     *
     * @param needed at most {@link GraphConfig#MAX_SELECTORS}, which the graph sees to
     */
    void need(int needed) {
        int width = IntStream.of(WIDTHS)
                .filter(w -> w >= needed)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no vectors have " + needed + " bits"));
        wanted = Math.max(wanted, width);
    }

    /** Whether the programs that are loaded have too little room, so that nothing may be written. */
    boolean isTooNarrow() {
        return bits < wanted;
    }

    /** Loads programs that have room, if those that are loaded have not; they are to be attached. */
    Answer<Boolean> makeRoom() {
        if (!isTooNarrow()) {
            return new Answer.Done<>(true);
        }
        LOG.infof("vectors: %d bits from now on", wanted);
        return use(wanted);
    }

    private Answer<Boolean> use(int width) {
        return load.apply(width).map(reused -> {
            bits = width;
            loaded.accept(width);
            return reused;
        });
    }
}
