// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

import io.axoneme.flow.Flow;

/** One line a flow. A reply is turned round, so that who opened the connection always stands on the same side. */
public final class CompactPrinter implements FlowPrinter {

    private final PrintOptions options;
    private final FlowText text;

    public CompactPrinter(PrintOptions options) {
        this.options = options;
        this.text = new FlowText(options);
    }

    @Override
    public String print(Flow flow) {
        var source = text.source(flow) + " " + text.identity(flow.source());
        var destination = text.destination(flow) + " " + text.identity(flow.destination());
        var sides = switch (flow.reply()) {
            case NO -> source + " -> " + destination;
            case YES -> destination + " <- " + source;
            case UNKNOWN -> source + " <> " + destination;
        };
        var node = options.nodeName() ? " [" + flow.nodeName() + "]" : "";
        return text.time(flow) + node + ": " + sides + " " + text.type(flow) + " " + text.verdict(flow) + " ("
                + text.summary(flow) + ")\n";
    }
}
