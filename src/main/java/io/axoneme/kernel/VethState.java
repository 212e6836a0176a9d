// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

/**
 * A pod's device as it is found.
 *
 * @param device name of the end in the node
 * @param ifindex of that end
 * @param attached whether the datapath's programs are on it
 */
public record VethState(String device, int ifindex, boolean attached) {}
