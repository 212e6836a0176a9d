// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * What a connection carried one way.
 *
 * @param reportedNs time of the last trace event, CLOCK_MONOTONIC
 * @param packets packets
 * @param bytes bytes of them
 * @param tcpFlags every TCP flag seen
 */
public record CtTraffic(long reportedNs, long packets, long bytes, int tcpFlags) {}
