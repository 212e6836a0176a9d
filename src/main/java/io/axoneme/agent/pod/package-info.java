// SPDX-License-Identifier: Apache-2.0
/**
 * Endpoints of this node: from a CNI request to an enforced interface and back.
 *
 * <p>May import: everything below the roles.
 */
@NullMarked
package io.axoneme.agent.pod;

import org.jspecify.annotations.NullMarked;
