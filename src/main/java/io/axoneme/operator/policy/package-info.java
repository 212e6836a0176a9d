// SPDX-License-Identifier: Apache-2.0
/**
 * What became of each policy, told in its status and by events: whether it can be enforced as written, on how many nodes it is,
 * and which version stays in force while the present one is invalid. Nothing here writes a policy's spec, or a finalizer.
 */
@NullMarked
package io.axoneme.operator.policy;

import org.jspecify.annotations.NullMarked;
