// SPDX-License-Identifier: Apache-2.0
/**
 * Kinds of which there are many, kept up to date by LIST and WATCH without ever building a client object: each item is
 * read from the stream straight into a compact record, so that 50,000 pods fit into a heap of 64 MiB.
 *
 * <p>Each {@link io.axoneme.kube.stream.Reflector} has one thread, on which its listener is called. It lists in pages, then watches
 * from where the list ended; whatever goes wrong with the watch ends in another list, which tells the listener the whole present state.
 */
@NullMarked
package io.axoneme.kube.stream;

import org.jspecify.annotations.NullMarked;
