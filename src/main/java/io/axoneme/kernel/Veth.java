// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Mac;

/**
 * A pod's device as it was made.
 *
 * @param ifindex of the end in the node
 * @param podMac of the end in the pod
 * @param nodeMac of the end in the node
 */
public record Veth(int ifindex, Mac podMac, Mac nodeMac) {}
