// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.axoneme.net.AdminReply;
import io.axoneme.net.EndpointRecord;
import java.util.List;
import java.util.SortedMap;

/** {@code endpoint list} and {@code endpoint get}. */
final class EndpointVerbs {
    private final NodeView node;

    EndpointVerbs(NodeView node) {
        this.node = node;
    }

    AdminReply list(Arguments arguments) throws KernelUnreadable {
        arguments.noneLeft();
        List<EndpointState> states = EndpointState.all(node);
        if (arguments.json()) {
            return AdminReply.of(Json.text(json(states)));
        }
        SortedMap<Integer, List<String>> labels = node.identities();
        TextTable table = new TextTable(
                "ENDPOINT",
                "POLICY (ingress)\nENFORCEMENT",
                "POLICY (egress)\nENFORCEMENT",
                "IDENTITY",
                "LABELS (source:key[=value])",
                "IPv6",
                "IPv4",
                "STATUS");
        for (EndpointState state : states) {
            EndpointRecord record = state.record();
            table.add(
                    Integer.toString(record.endpointId()),
                    state.ingress(),
                    state.egress(),
                    Integer.toUnsignedString(state.identity()),
                    String.join("\n", labels.getOrDefault(state.identity(), List.of())),
                    record.ipv6() == null ? "" : record.ipv6().toString(),
                    record.ipv4() == null ? "" : record.ipv4().toString(),
                    state.state());
        }
        return AdminReply.of(table.text());
    }

    /** One endpoint by number, {@code namespace/pod}, address, container id or its beginning. */
    AdminReply get(Arguments arguments) throws KernelUnreadable {
        String wanted = arguments.one("an endpoint: its number, namespace/pod, address or container id");
        List<EndpointState> found = EndpointState.all(node).stream()
                .filter(state -> matches(state.record(), wanted))
                .toList();
        return found.isEmpty()
                ? AdminReply.failed("no endpoint \"" + wanted + "\" on this node")
                : AdminReply.of(Json.text(json(found)));
    }

    private static boolean matches(EndpointRecord record, String wanted) {
        return Integer.toString(record.endpointId()).equals(wanted)
                || record.sandbox().subject().equals(wanted)
                || record.addresses().stream().anyMatch(a -> a.toString().equals(wanted))
                || (wanted.length() >= 8 && record.key().container().startsWith(wanted));
    }

    private ArrayNode json(List<EndpointState> states) {
        SortedMap<Integer, List<String>> labels = node.identities();
        ArrayNode all = Json.array();
        for (EndpointState state : states) {
            EndpointRecord record = state.record();
            ObjectNode one = all.addObject()
                    .put("id", record.endpointId())
                    .put("namespace", record.namespace())
                    .put("pod", record.pod())
                    .put("containerId", record.key().container())
                    .put("state", state.state());
            ObjectNode identity = one.putObject("identity").put("id", Integer.toUnsignedLong(state.identity()));
            labels.getOrDefault(state.identity(), List.of()).forEach(identity.putArray("labels")::add);
            one.putObject("policy")
                    .put("id", Integer.toUnsignedLong(state.policyId()))
                    .put("ingress", state.ingress())
                    .put("egress", state.egress());
            ObjectNode networking = one.putObject("networking")
                    .put("device", record.device())
                    .put("ifindex", record.made().ifindex())
                    .put("mac", record.made().podMac().toString())
                    .put("mtu", record.mtu());
            record.addresses().forEach(a -> networking.withArray("addresses").add(a.toString()));
        }
        return all;
    }
}
