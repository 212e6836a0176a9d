// SPDX-License-Identifier: Apache-2.0
/**
 * Role {@code proxy}: judges requests of connections that a layer 7 rule redirects.
 *
 * <p>May import: everything below the roles; never another role.
 */
@NullMarked
package io.axoneme.proxy;

import org.jspecify.annotations.NullMarked;
