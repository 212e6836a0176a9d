// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import java.util.ArrayList;
import java.util.List;

/**
 * One step of a row: when the peer's vector has any of these bits, the action is the verdict.
 *
 * @param action {@link Abi#ACTION_ALLOW}, {@link Abi#ACTION_DENY} or {@link Abi#ACTION_REDIRECT}
 * @param rules for a redirect the number of the rule set within the policy; else 0
 * @param vector index in the map {@code vector} where the bits stand; -1: they stand in {@code bits}
 * @param bits up to eight bit numbers; empty when {@code vector} is not -1
 */
public record Segment(int action, int rules, int vector, List<Integer> bits) {
    /** {@code vector} of a segment that holds its bits itself. */
    public static final int INLINE = -1;

    public static final StructCodec<Segment> CODEC = new Bytes();

    public Segment {
        bits = List.copyOf(bits);
        if (bits.size() > Abi.SEGMENT_BITS) {
            throw new IllegalArgumentException("a segment holds " + Abi.SEGMENT_BITS + " bits, not " + bits.size());
        }
        if (vector != INLINE && !bits.isEmpty()) {
            throw new IllegalArgumentException("a segment has bits of its own or a vector, not both");
        }
    }

    public static Segment ofBits(int action, List<Integer> bits) {
        return new Segment(action, 0, INLINE, bits);
    }

    public static Segment ofVector(int action, int vector) {
        return new Segment(action, 0, vector, List.of());
    }

    private static final class Bytes extends StructCodec<Segment> {
        private final Field.Unsigned action;
        private final Field.Unsigned nbits;
        private final Field.Unsigned rules;
        private final Field.Unsigned vector;
        private final Field.Elements bits;

        Bytes() {
            super("axo_segment");
            action = u8("action");
            nbits = u8("nbits");
            rules = u16("rules");
            vector = u32("vector");
            bits = elements("bits", 2, Abi.SEGMENT_BITS);
        }

        @Override
        public void write(Segment value, byte[] target, int offset) {
            boolean inline = value.vector == INLINE;
            action.putInt(target, offset, value.action);
            nbits.putInt(target, offset, inline ? value.bits.size() : Abi.SEGMENT_VECTOR);
            rules.putInt(target, offset, value.rules);
            vector.putInt(target, offset, inline ? 0 : value.vector);
            for (int i = 0; i < value.bits.size(); i++) {
                bits.unsigned(i).putInt(target, offset, value.bits.get(i));
            }
        }

        @Override
        public Segment read(byte[] source, int offset) {
            int count = nbits.getInt(source, offset);
            boolean inline = count != Abi.SEGMENT_VECTOR;
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; inline && i < count; i++) {
                numbers.add(bits.unsigned(i).getInt(source, offset));
            }
            return new Segment(
                    action.getInt(source, offset),
                    rules.getInt(source, offset),
                    inline ? INLINE : vector.getInt(source, offset),
                    numbers);
        }
    }
}
