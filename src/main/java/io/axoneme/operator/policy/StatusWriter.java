// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.crd.PolicyStatus;

/** Writes the status of policies. */
@FunctionalInterface
public interface StatusWriter {

    /**
     * Writes the status of this version of the object.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the object has changed meanwhile, or the API server does not answer
     */
    void write(PolicyResource policy, PolicyStatus status);
}
