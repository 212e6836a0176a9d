// SPDX-License-Identifier: Apache-2.0
/**
 * Verbs that ask the agent of the node on which they run, by its socket: {@code kubectl exec} into the agent's pod brings one there.
 *
 * <p>May import: core, adapters, picocli; never a role.
 */
@NullMarked
package io.axoneme.cli.node;

import org.jspecify.annotations.NullMarked;
