// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.kernel.Answer;
import io.axoneme.net.AdminReply;
import io.axoneme.net.EndpointRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code uninstall}: takes the datapath off the node and names the pods that go on without a policy. */
final class UninstallVerb {
    private final NodeView node;

    UninstallVerb(NodeView node) {
        this.node = node;
    }

    AdminReply leave(Arguments arguments) {
        arguments.noneLeft();
        Map<String, String> pods = node.endpoints().stream()
                .collect(Collectors.toMap(EndpointRecord::device, r -> r.namespace() + "/" + r.pod()));
        return switch (node.leave()) {
            case Answer.Done<List<String>>(var left) -> new AdminReply(0, text(left, pods), "");
            case Answer.Refused<List<String>> refused -> AdminReply.failed(refused.trouble());
            case Answer.Unreachable<List<String>>(var reason) -> AdminReply.failed(reason);
        };
    }

    private static String text(List<String> left, Map<String, String> pods) {
        var text =
                new StringBuilder("The datapath is off this node; its agent does nothing until it is started again.\n");
        left.forEach(device -> text.append("Left: ")
                .append(device)
                .append(", of running pod ")
                .append(pods.getOrDefault(device, "(unknown)"))
                .append(": no policy holds for it; restart it with the network that comes next.\n"));
        return text.toString();
    }
}
