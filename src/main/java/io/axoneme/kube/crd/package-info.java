// SPDX-License-Identifier: Apache-2.0
/**
 * The custom resources as the API server holds them: beans that carry fields and decide nothing. {@code crds/} is
 * generated from these types; kinds, names and fields of group {@code cilium.io} are those of the public API.
 *
 * <p>Everything is optional here, whatever the schema says: an object may come from a server with another schema.
 */
@NullMarked
package io.axoneme.kube.crd;

import org.jspecify.annotations.NullMarked;
