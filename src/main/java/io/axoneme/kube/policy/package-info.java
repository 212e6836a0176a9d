// SPDX-License-Identifier: Apache-2.0
/** Policy objects of the API server as the raw documents that the translator reads. */
@NullMarked
package io.axoneme.kube.policy;

import org.jspecify.annotations.NullMarked;
