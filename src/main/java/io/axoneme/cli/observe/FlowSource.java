// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import io.axoneme.hubble.proto.observer.GetFlowsResponse;
import java.io.IOException;
import java.util.function.Predicate;

/** Where flows come from. */
interface FlowSource {

    /**
     * Hands on the responses to a request, in order.
     *
     * @param reader takes a response; false when it wants no more
     * @throws IOException with a sentence for the user when the source fails
     */
    void read(GetFlowsRequest request, Predicate<GetFlowsResponse> reader) throws IOException;
}
