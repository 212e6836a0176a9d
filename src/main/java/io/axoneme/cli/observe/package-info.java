// SPDX-License-Identifier: Apache-2.0
/**
 * {@code observe} and its relatives: flows of a server or a file, filtered and printed as Hubble's command line does. Same flags, same
 * bytes, same exit statuses; what is not supported is refused by name.
 *
 * <p>gRPC is loaded only when a server is asked.
 */
@NullMarked
package io.axoneme.cli.observe;

import org.jspecify.annotations.NullMarked;
