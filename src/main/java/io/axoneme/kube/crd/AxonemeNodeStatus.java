// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * What a node's agent has enforced: named as the node, owned by it, written by its agent in one request (no status
 * subresource), watched by the operator alone.
 */
@Group(ApiGroups.AXONEME)
@Version(ApiGroups.AXONEME_VERSION)
@Singular("axonemenodestatus")
@Plural("axonemenodestatuses")
@ShortNames("ans")
public class AxonemeNodeStatus extends CustomResource<Void, NodeStatus> {

    @Override
    protected @Nullable NodeStatus initStatus() {
        return null;
    }
}
