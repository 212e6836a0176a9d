// SPDX-License-Identifier: Apache-2.0
/**
 * Labels and selectors find each other without looking at all of the other side: an index of labels for what a selector picks, and an
 * index of selectors for what picks a set of labels.
 *
 * <p>May import: model, and one bitmap library.
 */
@NullMarked
package io.axoneme.selector;

import org.jspecify.annotations.NullMarked;
