// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.crd.PolicyStatus;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Replaces the status by an update that names the version it was computed from, so that a concurrent change is a conflict
 * and comes back as a new reconciliation. The object is never patched: a patch of a list could hit the wrong entry.
 */
public final class ApiStatusWriter implements StatusWriter {

    private final KubernetesClient client;

    public ApiStatusWriter(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public void write(PolicyResource policy, PolicyStatus status) {
        var copy = client.getKubernetesSerialization().clone(policy);
        copy.setStatus(status);
        client.resource(copy).updateStatus();
    }
}
