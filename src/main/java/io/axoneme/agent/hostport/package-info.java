// SPDX-License-Identifier: Apache-2.0
/**
 * Ports of the node that lead to pods.
 *
 * <p>May import: everything below the roles.
 */
@NullMarked
package io.axoneme.agent.hostport;

import org.jspecify.annotations.NullMarked;
