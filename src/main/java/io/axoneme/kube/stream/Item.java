// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

/**
 * One object as it was read.
 *
 * @param resourceVersion the object's, from which a watch can go on
 * @param record what is kept of it
 */
public record Item<T>(String resourceVersion, T record) {}
