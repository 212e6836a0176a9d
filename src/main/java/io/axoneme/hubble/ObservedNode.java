// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

/**
 * The node whose flows are served.
 *
 * @param version of this program
 * @param address where other programs reach this observer; empty when only locally
 */
public record ObservedNode(String name, String version, String address) {}
