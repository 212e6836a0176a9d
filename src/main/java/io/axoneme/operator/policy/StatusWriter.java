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
     * @return false when the object has another version by now, which comes to its reconciler, or is gone: nothing was written
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not answer, or refuses
     */
    boolean write(PolicyResource policy, PolicyStatus status);
}
