// SPDX-License-Identifier: Apache-2.0
/**
 * The observer gRPC API: flows out, filters in.
 *
 * <p>May import: core, gRPC with Netty.
 */
@NullMarked
package io.axoneme.hubble;

import org.jspecify.annotations.NullMarked;
