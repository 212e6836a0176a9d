// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a pod and its namespace makes its identity.
 *
 * @param namespace name of the namespace
 * @param own the pod's labels
 * @param namespaceLabels the namespace's labels
 * @param serviceAccount empty when there is none
 * @param cluster name of the cluster
 * @param ports the named ports of its containers
 */
public record PodLabels(
        String namespace,
        Map<String, String> own,
        Map<String, String> namespaceLabels,
        String serviceAccount,
        String cluster,
        NamedPorts ports) {

    public PodLabels {
        own = Map.copyOf(own);
        namespaceLabels = Map.copyOf(namespaceLabels);
    }

    /** The identity's labels: those of the pod that the filter finds relevant, and the added ones, which win over the pod's. */
    public Labels identityLabels(LabelFilter filter) {
        var byKey = new TreeMap<String, String>();
        own.forEach((key, value) -> {
            if (filter.relevant(key)) {
                byKey.put(key, value);
            }
        });
        namespaceLabels.forEach((key, value) -> byKey.put(LabelKeys.NAMESPACE_LABELS + key, value));
        byKey.put(LabelKeys.NAMESPACE, namespace);
        byKey.put(LabelKeys.CLUSTER, cluster);
        byKey.remove(LabelKeys.SERVICE_ACCOUNT);
        if (!serviceAccount.isEmpty()) {
            byKey.put(LabelKeys.SERVICE_ACCOUNT, serviceAccount);
        }
        var labels = new ArrayList<>(ports.labels());
        byKey.forEach((key, value) -> labels.add(Label.k8s(key, value)));
        return Labels.of(labels);
    }
}
