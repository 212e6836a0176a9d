// SPDX-License-Identifier: Apache-2.0
/**
 * What has to change in the kernel: desired, actual and pending state per map, and the order in which changes are
 * flushed so that no packet sees half a policy.
 *
 * <p>May import: model, selector, graph, abi.
 */
@NullMarked
package io.axoneme.plan;

import org.jspecify.annotations.NullMarked;
