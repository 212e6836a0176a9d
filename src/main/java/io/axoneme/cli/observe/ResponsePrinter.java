// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.flow.print.FlowPrinter;
import io.axoneme.flow.print.TimeFormat;
import io.axoneme.hubble.FlowDecoder;
import io.axoneme.hubble.FlowJson;
import io.axoneme.hubble.proto.observer.GetFlowsResponse;
import io.axoneme.hubble.proto.relay.NodeState;
import java.io.PrintWriter;
import java.util.function.Predicate;

/** Prints responses: flows to the output, notices to the errors. */
final class ResponsePrinter implements Predicate<GetFlowsResponse> {

    private final FormatOptions format;
    private final FlowPrinter flows;
    private final TimeFormat time;
    private final PrintWriter out;
    private final PrintWriter notices;

    ResponsePrinter(FormatOptions format, PrintWriter out, PrintWriter notices) {
        this.format = format;
        this.flows = format.isJson() ? _ -> "" : format.printer();
        this.time = format.time();
        this.out = out;
        this.notices = notices;
    }

    /** Prints a response; false when nobody reads the output any more. */
    @Override
    public boolean test(GetFlowsResponse response) {
        switch (response.getResponseTypesCase()) {
            case FLOW ->
                out.print(format.isJson() ? json(response) : flows.print(FlowDecoder.flow(response.getFlow())));
            case LOST_EVENTS -> lost(response);
            case NODE_STATUS -> nodeStatus(response);
            case RESPONSETYPES_NOT_SET -> {
                return true;
            }
        }
        // Flushes too, so that a flow is seen when it comes.
        return !out.checkError();
    }

    private static String json(GetFlowsResponse response) {
        return FlowJson.print(response) + "\n";
    }

    private void lost(GetFlowsResponse response) {
        if (format.isJson()) {
            out.print(json(response));
            return;
        }
        var lost = response.getLostEvents();
        notices.println(prefix(response) + "EVENTS LOST: " + Long.toUnsignedString(lost.getNumEventsLost()) + " ("
                + lost.getSource() + ")");
    }

    private void nodeStatus(GetFlowsResponse response) {
        var status = response.getNodeStatus();
        boolean bad = status.getStateChange() == NodeState.NODE_ERROR
                || status.getStateChange() == NodeState.NODE_UNAVAILABLE;
        if (!bad) {
            return;
        }
        if (format.isJson()) {
            notices.print(json(response));
            return;
        }
        var nodes = String.join(", ", status.getNodeNamesList());
        int count = status.getNodeNamesCount();
        notices.println(prefix(response)
                + (status.getStateChange() == NodeState.NODE_ERROR
                        ? "Error \"" + status.getMessage() + "\" on " + count + " nodes: " + nodes
                        : count + " nodes are unavailable: " + nodes));
    }

    private String prefix(GetFlowsResponse response) {
        return time.format(FlowDecoder.instant(response.getTime())) + " [" + response.getNodeName() + "]: ";
    }

    /** Prints what remains after the last response. */
    void end() {
        out.print(flows.end());
        out.flush();
        notices.flush();
    }
}
