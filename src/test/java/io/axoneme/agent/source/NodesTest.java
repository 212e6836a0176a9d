// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.kernel.NodeRoute;
import io.axoneme.model.Cidr;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesTest {

    private final NodeGraph graph =
            new NodeGraph(new GraphConfig("default", EnforcementMode.DEFAULT, LabelSelector.of(), false), Seed.empty());
    private final List<List<NodeRoute>> routes = new ArrayList<>();
    private final Nodes nodes = new Nodes("node1", () -> graph, this::changed);

    private void changed() {
        routes.add(nodes.routes());
    }

    @Test
    void routesAreSetOnceAllNodesAreKnownAndThenWithEachChange() throws Exception {
        nodes.nodeChanged("node1", node("10.200.0.11", "10.244.0.0/24"));
        nodes.nodeChanged("node2", node("10.200.0.12", "10.244.1.0/24"));
        assertEquals(List.of(), routes, "half of the nodes would cut off the others");

        nodes.listed();
        var toNode2 = new NodeRoute(Cidr.parse("10.244.1.0/24"), IpAddress.parse("10.200.0.12"));
        assertEquals(List.of(List.of(toNode2)), routes);

        nodes.nodeChanged("node2", null);
        assertEquals(List.of(List.of(toNode2), List.of()), routes);
    }

    private static JsonNode node(String address, String range) throws JsonProcessingException {
        return new ObjectMapper().readTree("""
                        {"spec":{"podCIDRs":["%s"]},"status":{"addresses":[{"type":"InternalIP","address":"%s"}]}}""".formatted(range, address));
    }
}
