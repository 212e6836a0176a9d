// SPDX-License-Identifier: Apache-2.0
/**
 * Role {@code operator}, one leader in a cluster: identities, pod CIDRs, status of policies. Wires parts and
 * starts them.
 *
 * <p>May import: everything below the roles; never another role.
 */
@NullMarked
package io.axoneme.operator;

import org.jspecify.annotations.NullMarked;
