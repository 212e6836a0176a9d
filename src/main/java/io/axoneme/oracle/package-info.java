// SPDX-License-Identifier: Apache-2.0
/**
 * The naive policy evaluator: slow, obvious, and the judge of every faster path. Behind {@code policy test} and
 * {@code explain}.
 *
 * <p>May import: model.
 */
@NullMarked
package io.axoneme.oracle;

import org.jspecify.annotations.NullMarked;
