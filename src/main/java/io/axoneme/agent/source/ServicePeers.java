// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.graph.NodeGraph;
import io.axoneme.kube.translate.ServiceTranslator;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Services as policies ask for them: who is behind each. Owned by the engine's thread. */
final class ServicePeers {

    private final Supplier<NodeGraph> graph;
    private final String cluster;

    ServicePeers(Supplier<NodeGraph> graph, String cluster) {
        this.graph = graph;
        this.cluster = cluster;
    }

    /**
     * A service or its slices are other ones now.
     *
     * @param name {@code namespace/name}
     * @param service null when there is none, however many slices name it
     */
    void changed(String name, @Nullable JsonNode service, Collection<JsonNode> slices) {
        if (service == null) {
            graph.get().removeService(name);
            return;
        }
        var present = ServiceTranslator.service(TreeReader.tree(service), cluster);
        if (present.pods() == null) {
            present = ServiceTranslator.with(
                    present,
                    slices.stream()
                            .flatMap(s -> ServiceTranslator.backends(TreeReader.tree(s)).stream())
                            .toList());
        }
        graph.get().putService(present);
    }
}
