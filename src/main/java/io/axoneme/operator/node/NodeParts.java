// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.axoneme.operator.owner.OwnerThread;
import io.axoneme.operator.policy.NodeReports;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;

/** {@link NodeKeeper} with its thread and its informers. */
public final class NodeParts implements AutoCloseable {

    private final OwnerThread owner;
    private final ApiNodes api;

    private NodeParts(OwnerThread owner, ApiNodes api) {
        this.owner = owner;
        this.api = api;
    }

    /** Starts; returns when nodes and reports have been listed once. */
    public static NodeParts start(KubernetesClient client, PodCidrPool pool, NodeReports reports, Clock clock) {
        var api = ApiNodes.start(client);
        var owner = new OwnerThread("nodes");
        var keeper = new NodeKeeper(api, pool, reports, owner, clock);
        api.follow(keeper::changed);
        return new NodeParts(owner, api);
    }

    @Override
    public void close() {
        api.close();
        owner.close();
    }
}
