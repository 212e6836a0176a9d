// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.request.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know.
 *
 * @param http the request, for a port that goes to the HTTP proxy; null asks nothing of it
 * @param dnsName the name that is asked for; null asks nothing of it
 */
public record Inquiry(
        Peer from,
        Peer to,
        Port port,
        @Nullable HttpRequest http,
        @Nullable String dnsName) {

    /** How an end is called in sentences: a pod by its name alone. */
    static String name(Peer peer) {
        return switch (peer) {
            case Peer.Pod(var workload) -> workload.toString();
            case Peer.Reserved(var identity) -> "entity " + identity.text();
            case Peer.Node(var node, var apiServer) -> "node " + node.name();
            case Peer.Outside(var address) -> "address " + address;
        };
    }
}
