// SPDX-License-Identifier: Apache-2.0
/**
 * The main class: hands the first argument to a role or to a verb.
 *
 * <p>May import: everything. Nothing imports this package.
 */
@NullMarked
package io.axoneme.app;

import org.jspecify.annotations.NullMarked;
