// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.hubble.ObserverClient;
import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import io.axoneme.hubble.proto.observer.GetFlowsResponse;
import java.io.IOException;
import java.util.function.Predicate;

/** Flows of a server. */
record ServerFlows(ServerOptions server) implements FlowSource {

    @Override
    public void read(GetFlowsRequest request, Predicate<GetFlowsResponse> reader) throws IOException {
        try (var client = ObserverClient.connect(server.address(), server.connectTimeout(), server.answerTimeout())) {
            client.flows(request, reader);
        }
    }
}
