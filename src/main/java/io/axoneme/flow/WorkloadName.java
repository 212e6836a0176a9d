// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** The owner of a pod, as {@code Deployment api}. */
public record WorkloadName(String kind, String name) {}
