// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.axoneme.abi.Mac;
import io.axoneme.model.IpAddress;
import org.jspecify.annotations.Nullable;

/** The form of an endpoint record on disk. */
final class EndpointJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EndpointJson() {}

    static ObjectNode write(EndpointRecord record) {
        Sandbox sandbox = record.sandbox();
        ObjectNode json = JSON.createObjectNode()
                .put("container", sandbox.key().container())
                .put("ifname", sandbox.key().ifname())
                .put("netns", sandbox.netns())
                .put("namespace", sandbox.namespace())
                .put("pod", sandbox.pod())
                .put("uid", sandbox.uid())
                .put("endpointId", record.endpointId())
                .put("device", record.device())
                .put("mtu", record.mtu())
                .put("identity", record.identity());
        put(json, "ipv4", record.ipv4());
        put(json, "ipv6", record.ipv6());
        EndpointRecord.Link link = record.link();
        if (link != null) {
            json.putObject("link")
                    .put("ifindex", link.ifindex())
                    .put("podMac", link.podMac().toString())
                    .put("nodeMac", link.nodeMac().toString());
        }
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable IpAddress address) {
        if (address != null) {
            json.put(name, address.toString());
        }
    }

    /** A record from its file; what is missing or wrong is an {@link IllegalArgumentException}. */
    static EndpointRecord read(JsonNode json) {
        Sandbox sandbox = new Sandbox(
                new Sandbox.Key(text(json, "container"), text(json, "ifname")),
                text(json, "netns"),
                text(json, "namespace"),
                text(json, "pod"),
                text(json, "uid"));
        JsonNode link = json.path("link");
        return new EndpointRecord(
                sandbox,
                number(json, "endpointId"),
                address(json, "ipv4"),
                address(json, "ipv6"),
                text(json, "device"),
                number(json, "mtu"),
                link.isMissingNode() ? null : link(link),
                number(json, "identity"));
    }

    private static EndpointRecord.Link link(JsonNode json) {
        return new EndpointRecord.Link(
                number(json, "ifindex"), Mac.parse(text(json, "podMac")), Mac.parse(text(json, "nodeMac")));
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " is no text");
        }
        return value.asText();
    }

    private static int number(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isInt()) {
            throw new IllegalArgumentException(name + " is no number");
        }
        return value.asInt();
    }

    private static @Nullable IpAddress address(JsonNode json, String name) {
        return json.has(name) ? IpAddress.parse(text(json, name)) : null;
    }
}
