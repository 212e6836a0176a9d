// SPDX-License-Identifier: Apache-2.0
/**
 * Addresses of the node: the CNI server, the leases of pod addresses, what is remembered of the node's pods.
 *
 * <p>May import: core, Jackson.
 */
@NullMarked
package io.axoneme.net;

import org.jspecify.annotations.NullMarked;
