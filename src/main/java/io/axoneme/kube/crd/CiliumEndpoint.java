// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** An endpoint as its node's agent has it: named as the pod, written by that agent alone, in one request (no status subresource). */
@Group(ApiGroups.CILIUM)
@Version(ApiGroups.CILIUM_VERSION)
@ShortNames({"cep", "ciliumep"})
public class CiliumEndpoint extends CustomResource<Void, EndpointStatus> implements Namespaced {

    @Override
    protected @Nullable EndpointStatus initStatus() {
        return null;
    }
}
