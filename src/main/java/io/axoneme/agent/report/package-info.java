// SPDX-License-Identifier: Apache-2.0
/**
 * What the agent tells: its node's status, its endpoints, flows.
 *
 * <p>May import: everything below the roles.
 */
@NullMarked
package io.axoneme.agent.report;

import org.jspecify.annotations.NullMarked;
