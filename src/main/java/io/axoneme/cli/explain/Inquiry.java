// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.IpAddress;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.Workload;
import io.axoneme.request.HttpRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know.
 *
 * @param http the request, for a port that goes to the HTTP proxy; null asks nothing of it
 * @param dnsName the name that is asked for; null asks nothing of it
 */
public record Inquiry(
        Side from,
        Side to,
        Port port,
        @Nullable HttpRequest http,
        @Nullable String dnsName) {

    /**
     * The address of a name whose addresses nobody knows here: of a range that no host may use (RFC 1112, class E), so that no prefix
     * contains it but those that contain half of all addresses.
     */
    public static final IpAddress SOMEWHERE = IpAddress.parse("240.0.0.1");

    /**
     * One side.
     *
     * @param peer as the other side sees it
     * @param endpoint what policies judge at: a pod, or the host of a node; empty for what is no endpoint
     */
    public record Side(Peer peer, Optional<Workload> endpoint) {}
}
