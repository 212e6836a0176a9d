// SPDX-License-Identifier: Apache-2.0
/**
 * What the agent watches, turned into changes of the graph.
 *
 * <p>May import: everything below the roles.
 */
@NullMarked
package io.axoneme.agent.source;

import org.jspecify.annotations.NullMarked;
