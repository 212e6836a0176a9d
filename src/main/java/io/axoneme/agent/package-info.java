// SPDX-License-Identifier: Apache-2.0
/**
 * Role {@code agent}, one on each node: keeps the node's datapath equal to the desired state. Wires parts and
 * starts them.
 *
 * <p>May import: everything below the roles; never another role.
 */
@NullMarked
package io.axoneme.agent;

import org.jspecify.annotations.NullMarked;
