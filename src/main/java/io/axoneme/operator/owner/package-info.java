// SPDX-License-Identifier: Apache-2.0
/**
 * The one thread that owns a mutable structure, and how work is handed to it.
 *
 * <p>May import: nothing of the operator's.
 */
@NullMarked
package io.axoneme.operator.owner;

import org.jspecify.annotations.NullMarked;
