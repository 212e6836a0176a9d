// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.net.AdminReply;
import io.axoneme.net.Finding;
import java.util.List;

/** {@code status}: what is wrong comes first, each with a command that shows more; then a summary. Ends with 1 when something is wrong. */
final class StatusVerb {
    private final NodeView node;

    StatusVerb(NodeView node) {
        this.node = node;
    }

    AdminReply show(Arguments arguments) {
        arguments.noneLeft();
        NodeState state = node.state();
        List<String> notReady = notReady();
        List<Finding> findings = Findings.of(state, notReady);
        int exitCode = findings.isEmpty() ? 0 : 1;
        var text = arguments.json()
                ? Json.text(StatusJson.of(state, findings, notReady))
                : StatusText.of(state, findings, notReady.size());
        return new AdminReply(exitCode, text, "");
    }

    /** When the kernel cannot be read, that is what the state says. */
    private List<String> notReady() {
        try {
            return EndpointState.all(node).stream()
                    .filter(e -> !e.state().equals(EndpointState.READY))
                    .map(e -> e.record().sandbox().subject() + " (" + e.state() + ")")
                    .toList();
        } catch (KernelUnreadable e) {
            return List.of();
        }
    }
}
