// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;

/**
 * A route to another node's pods.
 *
 * @param destination that node's pod range
 * @param via that node's address
 */
public record NodeRoute(Cidr destination, IpAddress via) {}
