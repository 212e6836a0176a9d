// SPDX-License-Identifier: Apache-2.0
/**
 * The Kubernetes API: custom resource types, informers, streaming lists and watches, and the one translator from
 * each resource to domain records.
 *
 * <p>May import: core, the fabric8 client.
 */
@NullMarked
package io.axoneme.kube;

import org.jspecify.annotations.NullMarked;
