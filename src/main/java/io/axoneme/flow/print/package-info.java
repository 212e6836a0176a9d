// SPDX-License-Identifier: Apache-2.0
/**
 * Flows as people read them, in the forms that users of Hubble's command line know.
 *
 * <p>May import: flow.
 */
@NullMarked
package io.axoneme.flow.print;

import org.jspecify.annotations.NullMarked;
