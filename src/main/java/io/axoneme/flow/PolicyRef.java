// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.List;

/**
 * A policy that a verdict rests on.
 *
 * @param kind {@code CiliumNetworkPolicy}, {@code CiliumClusterwideNetworkPolicy} or {@code NetworkPolicy}
 * @param namespace empty for a cluster-wide policy
 * @param revision 0: not told
 * @param rule index of the rule in its direction, from 0; {@link #NO_RULE} when the policy as a whole is the cause (default deny)
 */
public record PolicyRef(
        String kind, String namespace, String name, List<String> labels, long revision, int rule) {

    public static final int NO_RULE = -1;

    public PolicyRef {
        labels = List.copyOf(labels);
    }

    /** {@code namespace/name}, or the name of a cluster-wide policy. */
    public String qualifiedName() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
