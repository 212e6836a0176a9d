// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.net.EndpointStore;
import io.axoneme.net.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A node's state as people read it. */
final class StatusText {
    private StatusText() {}

    static String of(NodeState state, List<Finding> findings, int notReady) {
        var text = new StringBuilder(Finding.text(findings, "on node " + state.node()));
        Map<String, String> summary = summary(state, notReady);
        int width = summary.keySet().stream().mapToInt(String::length).max().orElse(0);
        summary.forEach((subject, says) -> text.append(subject)
                .append(':')
                .repeat(' ', width - subject.length() + 3)
                .append(says)
                .append('\n'));
        return text.toString();
    }

    private static Map<String, String> summary(NodeState state, int notReady) {
        Map<String, String> summary = new LinkedHashMap<>();
        summary.put("Node", state.description());
        summary.put("Datapath", datapath(state));
        summary.put("Kubernetes", kubernetes(state.api()));
        summary.put("Endpoints", state.endpoints() - notReady + "/" + state.endpoints() + " ready");
        summary.put("Identities", Integer.toString(state.identities()));
        summary.put(
                "Policies",
                state.enforced() + "/" + state.policies().total() + " enforced as written, revision "
                        + state.policies().revision());
        summary.put("Addresses", addresses(state.addresses()));
        summary.put("Flows", flows(state.flows()));
        summary.put("Version", state.version());
        return summary;
    }

    private static String datapath(NodeState state) {
        var loader = state.loader();
        if (!state.loaderTrouble().isEmpty()) {
            return "unknown, the loader does not answer";
        }
        var text = "programs by " + loader.attach() + ", vectors of " + loader.vectorBits() + " bits, loader "
                + loader.build();
        return loader.missing().isEmpty()
                ? text
                : text + "; without " + String.join(", ", loader.missing().keySet());
    }

    private static String kubernetes(NodeState.Api api) {
        return api.trouble().isEmpty() ? "heard of within " + api.silenceSeconds() + " s" : "AWAY";
    }

    private static String addresses(List<EndpointStore.RangeUse> ranges) {
        return ranges.isEmpty()
                ? "no pod range yet"
                : ranges.stream()
                        .map(r -> r.used() + "/" + r.size() + " of " + r.range() + " leased")
                        .collect(Collectors.joining(", "));
    }

    private static String flows(NodeState.FlowState flows) {
        long lost = flows.lost().values().stream().mapToLong(Long::longValue).sum();
        return String.format(
                Locale.ROOT, "%d seen, %.1f a second, %d events lost", flows.seen(), flows.perSecond(), lost);
    }
}
