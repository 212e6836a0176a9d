// SPDX-License-Identifier: Apache-2.0
/**
 * Layer 7 protocols: what a request is and whether a rule allows it.
 *
 * <p>May import: core, Netty.
 */
@NullMarked
package io.axoneme.l7;

import org.jspecify.annotations.NullMarked;
