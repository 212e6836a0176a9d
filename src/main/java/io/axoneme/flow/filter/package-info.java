// SPDX-License-Identifier: Apache-2.0
/**
 * Filters over flows, with the meaning of the public flow API: within a filter all fields that are set must match, within a field one
 * of its values; of a list of filters one must match; the result is what the allow list matches less what the deny list matches.
 *
 * <p>A value that cannot be understood is refused with a {@link io.axoneme.flow.filter.FilterException} when the filter is made,
 * never when it is applied.
 *
 * <p>May import: flow.
 */
@NullMarked
package io.axoneme.flow.filter;

import org.jspecify.annotations.NullMarked;
