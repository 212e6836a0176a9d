// SPDX-License-Identifier: Apache-2.0
/**
 * The loader's socket: codec of its protocol, requests, the stream of events.
 *
 * <p>May import: core, jnr-unixsocket.
 */
@NullMarked
package io.axoneme.kernel;

import org.jspecify.annotations.NullMarked;
