// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

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

    private static final int[] WIDTHS = {NARROWEST, 2048, 8192};

    private final Supplier<Answer<Integer>> present;
    private final IntFunction<Answer<Boolean>> load;
    private final IntConsumer loaded;
    private boolean known;
    /** Of the programs that are loaded. */
    private int bits = NARROWEST;

    private int wanted = NARROWEST;
    private String refused = "";

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
     * Whether there is room for so many bits, or could be: {@link #makeRoom} has what that takes.
     *
     * @param needed selectors in use
     */
    boolean fits(int needed) {
        int width = IntStream.of(WIDTHS).filter(w -> w >= needed).findFirst().orElse(0);
        refused = width > 0
                ? ""
                : needed + " selectors are in use on this node, more than " + WIDTHS[WIDTHS.length - 1]
                        + ": the last changes are not enforced";
        wanted = Math.max(wanted, width);
        return refused.isEmpty();
    }

    /** Why there is no room for the selectors in use; empty when there is. */
    String refused() {
        return refused;
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
