// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import java.util.ArrayList;
import java.util.List;

/**
 * Value of {@code policy} and {@code policy_more}: the verdict for one {policy, direction, protocol, port prefix}; segments in
 * order, first match wins.
 *
 * @param id unique within its policy id; named in events and counters
 * @param next row in {@code policy_more} that goes on; 0: none
 * @param shadow row in {@code policy_more} of the full set when audited policies are left out of this one; 0: none
 * @param segments up to eight
 */
public record Row(int id, int next, int shadow, List<Segment> segments) {
    public static final StructCodec<Row> CODEC = new Bytes();

    public Row {
        segments = List.copyOf(segments);
        if (segments.size() > Abi.ROW_SEGMENTS) {
            throw new IllegalArgumentException("a row has " + Abi.ROW_SEGMENTS + " segments, not " + segments.size());
        }
    }

    private static final class Bytes extends StructCodec<Row> {
        private final Field.Unsigned id;
        private final Field.Unsigned next;
        private final Field.Unsigned shadow;
        private final Field.Unsigned nsegments;
        private final Field.Elements segments;

        Bytes() {
            super("axo_row");
            id = u32("id");
            next = u32("next");
            shadow = u32("shadow");
            nsegments = u8("nsegments");
            padding("pad", 3);
            segments = elements("segments", Segment.CODEC.size(), Abi.ROW_SEGMENTS);
        }

        @Override
        public void write(Row value, byte[] target, int offset) {
            id.putInt(target, offset, value.id);
            next.putInt(target, offset, value.next);
            shadow.putInt(target, offset, value.shadow);
            nsegments.putInt(target, offset, value.segments.size());
            for (int i = 0; i < value.segments.size(); i++) {
                Segment.CODEC.write(value.segments.get(i), target, offset + segments.at(i));
            }
        }

        @Override
        public Row read(byte[] source, int offset) {
            int count = nsegments.getInt(source, offset);
            List<Segment> steps = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                steps.add(Segment.CODEC.read(source, offset + segments.at(i)));
            }
            return new Row(
                    id.getInt(source, offset), next.getInt(source, offset), shadow.getInt(source, offset), steps);
        }
    }
}
