// SPDX-License-Identifier: Apache-2.0
/** Pods and namespaces as compact records, read from the stream: what identities, addresses and endpoints depend on. */
@NullMarked
package io.axoneme.kube.pod;

import org.jspecify.annotations.NullMarked;
