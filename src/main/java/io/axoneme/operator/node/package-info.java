// SPDX-License-Identifier: Apache-2.0
/**
 * What nodes are given: a {@code CiliumNode} each with their addresses and pod ranges, a range from the cluster's pool when Kubernetes
 * gives them none, and the sign that their network works once their agent says so.
 *
 * <p>{@link io.axoneme.operator.node.NodePlan} is a pure function of present state;
 * {@link io.axoneme.operator.node.NodeKeeper} runs it after each change and writes the differences.
 */
@NullMarked
package io.axoneme.operator.node;

import org.jspecify.annotations.NullMarked;
