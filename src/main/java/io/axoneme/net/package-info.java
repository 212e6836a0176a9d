// SPDX-License-Identifier: Apache-2.0
/**
 * Addresses of the node: the CNI server, leases of pod addresses, routes and devices to ask the loader for.
 *
 * <p>May import: core, Jackson.
 */
@NullMarked
package io.axoneme.net;

import org.jspecify.annotations.NullMarked;
