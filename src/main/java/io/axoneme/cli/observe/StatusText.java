// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import com.google.protobuf.UInt32Value;
import io.axoneme.flow.print.TablePrinter;
import io.axoneme.hubble.proto.observer.ServerStatusResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The state of an observer as people read it. */
final class StatusText {

    private static final String NOT_TOLD = "N/A";
    private static final int GAP = 3;

    private StatusText() {}

    static String compact(ServerStatusResponse status) {
        var text = new StringBuilder()
                .append("Current/Max Flows: ")
                .append(grouped(status.getNumFlows()))
                .append('/')
                .append(grouped(status.getMaxFlows()))
                .append(share(status))
                .append('\n')
                .append("Flows/s: ")
                .append(rate(status))
                .append('\n');
        nodes(text, status);
        return text.toString();
    }

    private static String share(ServerStatusResponse status) {
        return status.getMaxFlows() == 0
                ? ""
                : String.format(Locale.ROOT, " (%.2f%%)", 100. * status.getNumFlows() / status.getMaxFlows());
    }

    /** Over the last minute where the server tells it, else since its start. */
    private static String rate(ServerStatusResponse status) {
        double seconds = status.getUptimeNs() / 1e9;
        if (status.getFlowsRate() > 0 || seconds <= 0) {
            return perSecond(status);
        }
        return String.format(Locale.ROOT, "%.2f", status.getSeenFlows() / seconds);
    }

    private static String perSecond(ServerStatusResponse status) {
        return status.getFlowsRate() > 0 ? String.format(Locale.ROOT, "%.2f", status.getFlowsRate()) : NOT_TOLD;
    }

    private static void nodes(StringBuilder text, ServerStatusResponse status) {
        long unavailable =
                Integer.toUnsignedLong(status.getNumUnavailableNodes().getValue());
        if (status.hasNumConnectedNodes()) {
            long connected =
                    Integer.toUnsignedLong(status.getNumConnectedNodes().getValue());
            text.append("Connected Nodes: ").append(connected);
            if (status.hasNumUnavailableNodes()) {
                text.append('/').append(connected + unavailable);
            }
            text.append('\n');
        }
        if (unavailable > 0) {
            text.append("Unavailable Nodes: ").append(unavailable).append('\n');
            status.getUnavailableNodesList().stream()
                    .sorted()
                    .forEach(node -> text.append("  - ").append(node).append('\n'));
            long unnamed = unavailable - status.getUnavailableNodesCount();
            if (unnamed > 0 && status.getUnavailableNodesCount() > 0) {
                text.append("  - and ").append(unnamed).append(" more...\n");
            }
        }
    }

    static String dict(ServerStatusResponse status) {
        return "          NUM FLOWS: " + grouped(status.getNumFlows())
                + "\n          MAX FLOWS: " + grouped(status.getMaxFlows())
                + "\n         SEEN FLOWS: " + grouped(status.getSeenFlows())
                + "\n   FLOWS PER SECOND: " + perSecond(status)
                + "\n             UPTIME: " + duration(status.getUptimeNs())
                + "\nNUM CONNECTED NODES: " + connected(status)
                + "\n NUM UNAVAIL. NODES: " + unavailable(status)
                + "\n            VERSION: " + status.getVersion() + "\n";
    }

    static String table(ServerStatusResponse status) {
        return TablePrinter.align(
                List.of(
                        List.of(
                                "NUM FLOWS",
                                "MAX FLOWS",
                                "SEEN FLOWS",
                                "FLOWS PER SECOND",
                                "UPTIME",
                                "NUM CONNECTED NODES",
                                "NUM UNAVAILABLE NODES",
                                "VERSION"),
                        List.of(
                                grouped(status.getNumFlows()),
                                grouped(status.getMaxFlows()),
                                grouped(status.getSeenFlows()),
                                perSecond(status),
                                duration(status.getUptimeNs()),
                                connected(status),
                                unavailable(status),
                                status.getVersion())),
                GAP);
    }

    private static String connected(ServerStatusResponse status) {
        return status.hasNumConnectedNodes() ? number(status.getNumConnectedNodes()) : NOT_TOLD;
    }

    private static String unavailable(ServerStatusResponse status) {
        return status.hasNumUnavailableNodes() ? number(status.getNumUnavailableNodes()) : NOT_TOLD;
    }

    private static String number(UInt32Value value) {
        return Integer.toUnsignedString(value.getValue());
    }

    /** With commas between thousands. */
    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Whole seconds, as in {@code 1h2m3s}. */
    static String duration(long nanoseconds) {
        var duration = Duration.ofNanos(nanoseconds);
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        return (hours > 0 ? hours + "h" : "")
                + (hours > 0 || minutes > 0 ? minutes + "m" : "")
                + duration.toSecondsPart() + "s";
    }
}
