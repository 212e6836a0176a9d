// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

import io.axoneme.flow.Flow;

/** One line a field, keys aligned at the colon, a rule of dashes between flows. */
public final class DictPrinter implements FlowPrinter {

    private static final int KEY_WIDTH = "DESTINATION".length();
    private static final String RULE = "-".repeat(12) + "\n";

    private final PrintOptions options;
    private final FlowText text;
    private boolean begun;

    public DictPrinter(PrintOptions options) {
        this.options = options;
        this.text = new FlowText(options);
    }

    @Override
    public String print(Flow flow) {
        var lines = new StringBuilder(begun ? RULE : "");
        begun = true;
        line(lines, "TIMESTAMP", text.time(flow));
        if (options.nodeName()) {
            line(lines, "NODE", flow.nodeName());
        }
        line(lines, "SOURCE", text.source(flow));
        line(lines, "DESTINATION", text.destination(flow));
        line(lines, "TYPE", text.type(flow));
        line(lines, "VERDICT", text.verdict(flow));
        line(lines, "SUMMARY", text.summary(flow));
        return lines.toString();
    }

    private static void line(StringBuilder lines, String key, String value) {
        lines.append(" ".repeat(KEY_WIDTH - key.length()))
                .append(key)
                .append(": ")
                .append(value)
                .append('\n');
    }
}
