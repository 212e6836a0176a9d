// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A set of bit numbers as the maps {@code membership} and {@code vector} hold it: 64-bit words, the lowest bits first.
 * Immutable. Two vectors are equal when they hold the same bits, whatever their widths.
 */
public final class BitVector {
    public static final BitVector EMPTY = new BitVector(new long[0]);

    private final long[] words;

    private BitVector(long[] words) {
        this.words = words;
    }

    /** The vector of these words; trailing zero words do not count. */
    public static BitVector ofWords(long... words) {
        return of(BitSet.valueOf(words));
    }

    /** The vector of these bits. */
    public static BitVector of(BitSet bits) {
        return new BitVector(bits.toLongArray());
    }

    /** The vector of these bit numbers. */
    public static BitVector ofBits(int... bits) {
        BitSet set = new BitSet();
        for (int bit : bits) {
            set.set(bit);
        }
        return of(set);
    }

    public boolean get(int bit) {
        int word = bit / Long.SIZE;
        return word < words.length && (words[word] & (1L << bit)) != 0;
    }

    public boolean isEmpty() {
        return words.length == 0;
    }

    /** One past the highest bit; 0 without any. */
    public int length() {
        return words.length == 0 ? 0 : words.length * Long.SIZE - Long.numberOfLeadingZeros(words[words.length - 1]);
    }

    /** Word {@code index}; zero past the last. */
    public long word(int index) {
        return index < words.length ? words[index] : 0;
    }

    /** The bits of either. */
    public BitVector or(BitVector other) {
        BitSet union = BitSet.valueOf(words);
        union.or(BitSet.valueOf(other.words));
        return of(union);
    }

    /** The bits in ascending order. */
    public IntStream stream() {
        return BitSet.valueOf(words).stream();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BitVector that && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return BitSet.valueOf(words).toString();
    }
}
