// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** A Kubernetes service. */
public record ServiceName(String namespace, String name) {}
