// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import java.util.List;

/**
 * Where the fields of one struct are.
 *
 * @param struct the name of the C struct
 * @param fields in the order of their offsets
 * @param size bytes of the whole struct
 */
public record Layout(String struct, List<Field> fields, int size) {
    public Layout {
        fields = List.copyOf(fields);
    }

    /** One line a field, {@code struct.field offset size}, as the loader compares them; not sorted. */
    public List<String> lines() {
        return fields.stream()
                .map(field -> struct + "." + field.name() + " " + field.offset() + " " + field.size())
                .toList();
    }
}
