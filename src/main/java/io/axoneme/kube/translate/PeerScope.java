// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Requirement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the cilium.io API adds to a peer selector that does not say where its peers are.
 *
 * @param namespace the policy's namespace; empty for a cluster-wide policy
 * @param cluster the own cluster
 */
record PeerScope(String namespace, String cluster) {

    /**
     * Adds the own namespace (cluster-wide: that there is one, which no host and no outside address has) and the own cluster, each
     * unless the selector names it. One that names a reserved label is taken as it is.
     */
    LabelSelector complete(List<Requirement> written) {
        var all = new ArrayList<>(written);
        if (written.stream().noneMatch(r -> r.source().equals(Label.RESERVED))) {
            if (written.stream().noneMatch(PeerScope::namesNamespace)) {
                all.add(
                        namespace.isEmpty()
                                ? Requirement.exists(Label.K8S, LabelKeys.NAMESPACE)
                                : Requirement.equalTo(Label.K8S, LabelKeys.NAMESPACE, namespace));
            }
            if (written.stream().noneMatch(r -> ofKubernetes(r) && r.key().equals(LabelKeys.CLUSTER))) {
                all.add(Requirement.equalTo(Label.K8S, LabelKeys.CLUSTER, cluster));
            }
        }
        return new LabelSelector(all);
    }

    private static boolean namesNamespace(Requirement r) {
        return ofKubernetes(r)
                && (r.key().equals(LabelKeys.NAMESPACE) || r.key().startsWith(LabelKeys.NAMESPACE_LABELS));
    }

    private static boolean ofKubernetes(Requirement r) {
        return r.source().equals(Label.K8S) || r.source().equals(Requirement.ANY_SOURCE);
    }
}
