// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.net.AdminReply;
import java.util.Map;

/** {@code status}: one line a subject. Ends with 1 when something is not as it should be. */
final class StatusVerb {
    private final NodeView node;

    StatusVerb(NodeView node) {
        this.node = node;
    }

    AdminReply show(Arguments arguments) {
        arguments.noneLeft();
        Map<String, String> status = node.status();
        int exitCode = node.healthy() ? 0 : 1;
        if (arguments.json()) {
            var json = Json.object();
            status.forEach(json::put);
            return new AdminReply(exitCode, Json.text(json), "");
        }
        int width = status.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder();
        status.forEach((subject, state) -> text.append(subject)
                .append(':')
                .repeat(' ', width - subject.length() + 3)
                .append(state.replace("\n", "\n" + " ".repeat(width + 4)))
                .append('\n'));
        return new AdminReply(exitCode, text.toString(), "");
    }
}
