// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import io.axoneme.model.Cause;
import java.util.List;

/**
 * A policy that a verdict rests on, as it was when the flow was seen. Kinds are text, since flows also come from other programs.
 *
 * @param kind {@code CiliumNetworkPolicy}, {@code CiliumClusterwideNetworkPolicy} or {@code NetworkPolicy}
 * @param namespace empty for a cluster-wide policy
 * @param revision 0: not told
 * @param path the rule, as in {@code spec.ingress[0]}; for a default deny the spec; empty: not told
 */
public record FlowPolicy(String kind, String namespace, String name, List<String> labels, long revision, String path) {

    public FlowPolicy {
        labels = List.copyOf(labels);
    }

    /** The policy and rule of a cause. */
    public static FlowPolicy of(Cause cause) {
        var policy = cause.policy();
        return new FlowPolicy(policy.kind().text(), policy.namespace(), policy.name(), List.of(), 0, cause.path());
    }

    /** {@code namespace/name}, or the name of a cluster-wide policy. */
    public String qualifiedName() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
