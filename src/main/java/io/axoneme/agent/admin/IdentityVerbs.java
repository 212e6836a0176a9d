// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.axoneme.net.AdminReply;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** {@code identity list} and {@code identity get}. */
final class IdentityVerbs {
    private final NodeView node;

    IdentityVerbs(NodeView node) {
        this.node = node;
    }

    AdminReply list(Arguments arguments) {
        arguments.noneLeft();
        SortedMap<Integer, List<String>> identities = node.identities();
        if (arguments.json()) {
            return AdminReply.of(Json.text(json(identities)));
        }
        TextTable table = new TextTable("IDENTITY", "LABELS");
        identities.forEach((number, labels) -> table.add(Integer.toUnsignedString(number), String.join(",", labels)));
        return AdminReply.of(table.text());
    }

    AdminReply get(Arguments arguments) {
        String wanted = arguments.one("an identity's number");
        SortedMap<Integer, List<String>> identities = node.identities();
        int number;
        try {
            number = Integer.parseUnsignedInt(wanted);
        } catch (NumberFormatException e) {
            return AdminReply.misunderstood("identity get: \"" + wanted + "\" is no identity's number");
        }
        List<String> labels = identities.get(number);
        return labels == null
                ? AdminReply.failed("no identity " + wanted + " is known on this node")
                : AdminReply.of(Json.text(json(Map.of(number, labels))));
    }

    private static ArrayNode json(Map<Integer, List<String>> identities) {
        ArrayNode all = Json.array();
        identities.forEach((number, labels) -> {
            ObjectNode one = all.addObject().put("id", Integer.toUnsignedLong(number));
            labels.forEach(one.putArray("labels")::add);
        });
        return all;
    }
}
