// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.model.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A pod's device to be made.
 *
 * @param netns path of the pod's network namespace
 * @param nodeDevice name of the end in the node, at most 15 characters
 * @param podDevice name of the end in the pod
 * @param mtu bytes
 * @param ipv4 the pod's address of that family, if it has one
 * @param ipv6 the pod's address of that family, if it has one
 */
public record VethRequest(
        String netns,
        String nodeDevice,
        String podDevice,
        int mtu,
        @Nullable IpAddress ipv4,
        @Nullable IpAddress ipv6) {
    PayloadWriter payload() {
        PayloadWriter payload =
                new PayloadWriter().str(netns).str(nodeDevice).str(podDevice).u32(mtu);
        // Network order, as in an address.
        payload.u32(ipv4 == null ? 0 : Integer.reverseBytes((int) ipv4.low())).u8(ipv4 == null ? 0 : 1);
        payload.u64(ipv6 == null ? 0 : Long.reverseBytes(ipv6.high()))
                .u64(ipv6 == null ? 0 : Long.reverseBytes(ipv6.low()))
                .u8(ipv6 == null ? 0 : 1);
        return payload;
    }
}
