// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.axoneme.model.IpAddress;

/** Results and errors in the words of the CNI specification. */
final class CniResult {
    /** Where pods send everything: one address for all pods, answered by a permanent neighbour entry. */
    private static final String GATEWAY_IPV4 = "169.254.1.1";

    private static final String GATEWAY_IPV6 = "fe80::1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private CniResult() {}

    static String added(CniVersion version, Sandbox sandbox, PodInterface pod) {
        ObjectNode result = JSON.createObjectNode().put("cniVersion", version.text());
        ArrayNode interfaces = result.putArray("interfaces");
        ObjectNode node = interfaces
                .addObject()
                .put("name", pod.nodeDevice())
                .put("mac", pod.nodeMac().toString());
        ObjectNode inside = interfaces
                .addObject()
                .put("name", sandbox.key().ifname())
                .put("mac", pod.podMac().toString())
                .put("sandbox", sandbox.netns());
        if (version.tellsMtu()) {
            node.put("mtu", pod.mtu());
            inside.put("mtu", pod.mtu());
        }
        ArrayNode ips = result.putArray("ips");
        ArrayNode routes = result.putArray("routes");
        for (IpAddress address : pod.addresses()) {
            addAddress(version, address, ips.addObject());
            routes.addObject().put("dst", address.isV4() ? "0.0.0.0/0" : "::/0").put("gw", gateway(address));
        }
        result.putObject("dns");
        return result.toString();
    }

    private static void addAddress(CniVersion version, IpAddress address, ObjectNode ip) {
        if (version.tellsFamily()) {
            ip.put("version", address.isV4() ? "4" : "6");
        }
        ip.put("address", address + "/" + address.width())
                .put("gateway", gateway(address))
                .put("interface", 1);
    }

    private static String gateway(IpAddress address) {
        return address.isV4() ? GATEWAY_IPV4 : GATEWAY_IPV6;
    }

    static String failed(CniVersion version, CniFailure failure) {
        return JSON.createObjectNode()
                .put("cniVersion", version.text())
                .put("code", failure.code().number())
                .put("msg", failure.message())
                .put("details", failure.details())
                .toString();
    }

    static String versions(CniVersion version) {
        ObjectNode result = JSON.createObjectNode().put("cniVersion", version.text());
        ArrayNode supported = result.putArray("supportedVersions");
        for (CniVersion each : CniVersion.values()) {
            supported.add(each.text());
        }
        return result.toString();
    }
}
