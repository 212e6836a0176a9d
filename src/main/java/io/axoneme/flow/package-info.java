// SPDX-License-Identifier: Apache-2.0
/**
 * Flow records, filters, attribution of a verdict to the policies that caused it, and printing.
 *
 * <p>May import: model.
 */
@NullMarked
package io.axoneme.flow;

import org.jspecify.annotations.NullMarked;
