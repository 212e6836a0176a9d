// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** CNI requests as the plugin sends them. */
final class Requests {
    private Requests() {}

    static byte[] environment(String... variables) {
        return (String.join("\0", variables) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] pod(String command, String container, String netns) {
        return environment(
                "CNI_COMMAND=" + command,
                "CNI_CONTAINERID=" + container,
                "CNI_NETNS=" + netns,
                "CNI_IFNAME=eth0",
                "CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAMESPACE=demo;K8S_POD_NAME=api;K8S_POD_UID=u-1",
                "CNI_PATH=/opt/cni/bin");
    }

    static byte[] config(String version) {
        return ("{\"cniVersion\":\"" + version + "\",\"name\":\"axoneme\",\"type\":\"axoneme-cni\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] frame(byte[] environment, byte[] input) {
        return ByteBuffer.allocate(12 + environment.length + input.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x4e435841)
                .putInt(environment.length)
                .putInt(input.length)
                .put(environment)
                .put(input)
                .array();
    }
}
