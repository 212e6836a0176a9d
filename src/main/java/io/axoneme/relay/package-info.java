// SPDX-License-Identifier: Apache-2.0
/**
 * Role {@code relay}: flows of all nodes merged behind one address.
 *
 * <p>May import: everything below the roles; never another role.
 */
@NullMarked
package io.axoneme.relay;

import org.jspecify.annotations.NullMarked;
