// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import io.axoneme.abi.Mac;
import io.axoneme.model.IpAddress;
import java.util.List;

/**
 * An interface as a result tells it.
 *
 * @param nodeDevice name of the end in the node
 * @param nodeMac of the end in the node
 * @param podMac of the end in the pod
 * @param mtu bytes
 * @param addresses the pod's, IPv4 first
 */
public record PodInterface(String nodeDevice, Mac nodeMac, Mac podMac, int mtu, List<IpAddress> addresses) {
    public PodInterface {
        addresses = List.copyOf(addresses);
    }
}
