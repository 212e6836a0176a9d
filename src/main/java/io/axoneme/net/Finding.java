// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.util.List;

/**
 * Something that is not as it should be.
 *
 * @param code one word, for programs; it never changes its meaning
 * @param sentence what is wrong, and what it means for pods
 * @param command what shows more
 */
public record Finding(String code, String sentence, String command) {

    /**
     * Findings as people read them, followed by an empty line; nothing without any.
     *
     * @param where they were found, such as {@code on node w1}
     */
    public static String text(List<Finding> findings, String where) {
        if (findings.isEmpty()) {
            return "";
        }
        var text = new StringBuilder(findings.size() == 1 ? "1 thing is" : findings.size() + " things are")
                .append(" not as it should be ")
                .append(where)
                .append(".\n\n");
        findings.forEach(f ->
                text.append(f.sentence()).append("\n    ").append(f.command()).append('\n'));
        return text.append('\n').toString();
    }
}
