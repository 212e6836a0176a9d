// SPDX-License-Identifier: Apache-2.0
/**
 * What the command line is told about this node: tables and JSON, from the kernel's maps and from what the agent knows.
 *
 * <p>May import: everything below the roles.
 */
@NullMarked
package io.axoneme.agent.admin;

import org.jspecify.annotations.NullMarked;
