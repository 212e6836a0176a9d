// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import java.util.ArrayList;
import java.util.List;

/**
 * A codec whose fields are declared in the order of the C struct. Each declaration begins where the one before ended: no
 * offset is ever written down, and {@link #layout()} tells what came out, to be compared with the compiled struct.
 *
 * @param <T> the record of the struct
 */
public abstract class StructCodec<T> implements Codec<T> {
    private final String struct;
    private final List<Field> fields = new ArrayList<>();
    private int size;

    /**
     * A codec without fields yet.
     *
     * @param struct the name of the C struct
     */
    protected StructCodec(String struct) {
        this.struct = struct;
    }

    /** The layout as declared. */
    public final Layout layout() {
        return new Layout(struct, fields, size);
    }

    @Override
    public final int size() {
        return size;
    }

    final Field.Unsigned u8(String name) {
        return add(new Field.Unsigned(name, size, 1, false));
    }

    final Field.Unsigned u16(String name) {
        return add(new Field.Unsigned(name, size, 2, false));
    }

    final Field.Unsigned u32(String name) {
        return add(new Field.Unsigned(name, size, 4, false));
    }

    final Field.Unsigned u64(String name) {
        return add(new Field.Unsigned(name, size, 8, false));
    }

    final Field.Unsigned be16(String name) {
        return add(new Field.Unsigned(name, size, 2, true));
    }

    final Field.Unsigned be32(String name) {
        return add(new Field.Unsigned(name, size, 4, true));
    }

    final Field.Unsigned mac(String name) {
        return add(new Field.Unsigned(name, size, 6, true));
    }

    final Field.Addresses address(String name) {
        return add(new Field.Addresses(name, size));
    }

    final Field.Elements elements(String name, int elementSize, int count) {
        return add(new Field.Elements(name, size, elementSize, count));
    }

    final Field.Padding padding(String name, int bytes) {
        return add(new Field.Padding(name, size, bytes));
    }

    private <F extends Field> F add(F field) {
        fields.add(field);
        size += field.size();
        return field;
    }
}
