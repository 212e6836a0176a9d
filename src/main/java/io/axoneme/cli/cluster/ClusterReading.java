// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.kube.stream.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster's state is judged by.
 *
 * @param nodes its nodes
 * @param reports what each node's agent says, by its name
 * @param pods of the namespace in which agents and operator run
 * @param policies CiliumNetworkPolicies and clusterwide ones
 */
public record ClusterReading(
        List<JsonNode> nodes, List<JsonNode> reports, List<JsonNode> pods, List<JsonNode> policies) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where agents and operator run. */
    static final String NAMESPACE = "kube-system";

    /** As the cluster is now. */
    public static ClusterReading of(ClusterAccess access) throws UnreachableCluster {
        var policies = new ArrayList<>(list(access, "/apis/cilium.io/v2/ciliumnetworkpolicies"));
        policies.addAll(list(access, "/apis/cilium.io/v2/ciliumclusterwidenetworkpolicies"));
        return new ClusterReading(
                list(access, "/api/v1/nodes"),
                list(access, "/apis/axoneme.io/v1alpha1/axonemenodestatuses"),
                list(access, "/api/v1/namespaces/" + NAMESPACE + "/pods"),
                policies);
    }

    private static List<JsonNode> list(ClusterAccess access, String path) throws UnreachableCluster {
        return access.list(Query.all(path), path.startsWith("/apis/")).stream()
                .map(object -> JSON.<JsonNode>valueToTree(object))
                .toList();
    }
}
