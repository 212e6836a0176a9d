// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.crd.PolicyStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Replaces the status by an update that names the version it was computed from, so that a concurrent change is a conflict
 * and comes as a new reconciliation. The object is never patched: a patch of a list could hit the wrong entry.
 */
public final class ApiStatusWriter implements StatusWriter {

    private final KubernetesClient client;

    public ApiStatusWriter(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public boolean write(PolicyResource policy, PolicyStatus status) {
        var copy = client.getKubernetesSerialization().clone(policy);
        copy.setStatus(status);
        try {
            client.resource(copy).updateStatus();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HTTP_CONFLICT || e.getCode() == HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
