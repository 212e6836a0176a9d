// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import io.axoneme.model.IpAddress;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.PodLabels;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a pod.
 *
 * @param uid another uid under the same name is another pod
 * @param labels the pod's own labels that belong to its identity, and no others
 * @param serviceAccount empty when there is none
 * @param ports named ports of its containers
 * @param node empty while it is not scheduled
 * @param hostNetwork it shares the node's network, so it is no endpoint and has no identity of its own
 * @param finished all its containers have ended for good: its addresses may belong to another pod
 * @param addresses empty while it has none
 * @param hostPorts ports of the node that its containers ask for; of pods on the node's network none
 */
public record PodRecord(
        String uid,
        String namespace,
        String name,
        Map<String, String> labels,
        String serviceAccount,
        NamedPorts ports,
        String node,
        boolean hostNetwork,
        boolean finished,
        List<IpAddress> addresses,
        List<HostPort> hostPorts) {

    /** Whether it is, or is to become, an endpoint with an identity. */
    public boolean needsIdentity() {
        return !hostNetwork && !finished;
    }

    /** What its identity is made of. */
    public PodLabels identityLabels(Map<String, String> namespaceLabels, String cluster) {
        return new PodLabels(namespace, labels, namespaceLabels, serviceAccount, cluster, ports);
    }

    /** {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
