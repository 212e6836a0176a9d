// SPDX-License-Identifier: Apache-2.0
/**
 * The thread that owns the graph: changes in, map operations out.
 *
 * <p>May import: everything below the roles.
 */
@NullMarked
package io.axoneme.agent.engine;

import org.jspecify.annotations.NullMarked;
