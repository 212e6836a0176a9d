// SPDX-License-Identifier: Apache-2.0
/**
 * Identities of all pods: allocated when a pod appears, so that they lead its packets, and collected when nobody needs them.
 *
 * <p>{@link io.axoneme.operator.identity.IdentityDemand} and {@link io.axoneme.operator.identity.IdentitySweep} are functions of present
 * state; {@link io.axoneme.operator.identity.IdentityKeeper} owns them on one thread and talks to the API server on others.
 */
@NullMarked
package io.axoneme.operator.identity;

import org.jspecify.annotations.NullMarked;
