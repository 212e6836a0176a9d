// SPDX-License-Identifier: Apache-2.0
/**
 * Security identities as objects of the API server: which number a set of labels has, how a new one gets its number,
 * and how one that nobody needs is given back.
 *
 * <p>The name of a {@code CiliumIdentity} is its number, so that CREATE is the lock: any process may allocate. Of two
 * numbers for the same labels the older object wins, then the lower number. An identity is given back in two steps: the
 * annotation {@code axoneme.io/released-at} marks it, whoever needs it clears the mark, and after an hour the operator
 * deletes it if it is still the same object at the same version.
 *
 * <p>{@link io.axoneme.kube.identity.IdentityIndex} is not thread-safe: it belongs to one thread.
 */
@NullMarked
package io.axoneme.kube.identity;

import org.jspecify.annotations.NullMarked;
