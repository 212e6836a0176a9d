// SPDX-License-Identifier: Apache-2.0
/**
 * The node graph: one thread that turns desired state into resolved policies, membership vectors and rows. Output
 * is a function of present state only; a missing referent means closed.
 *
 * <p>May import: model, selector, and one bitmap library.
 */
@NullMarked
package io.axoneme.graph;

import org.jspecify.annotations.NullMarked;
