// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import java.util.TreeSet;

/** The layout of every struct as text, as agent and loader compare it when they meet. */
public final class LayoutText {
    private static final String TEXT = compose();

    private LayoutText() {}

    /** Lines {@code struct.field offset size}, sorted, each ended by a line feed. */
    public static String text() {
        return TEXT;
    }

    private static String compose() {
        TreeSet<String> lines = new TreeSet<>();
        for (StructCodec<?> codec : AbiMaps.STRUCTS) {
            lines.addAll(codec.layout().lines());
        }
        return String.join("\n", lines) + "\n";
    }
}
