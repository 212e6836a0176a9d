// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;

/**
 * One rule of a policy. It speaks of a packet when one of its peers picks the other end and one of its ports the destination. It
 * counts for default deny even if it can speak of no packet.
 *
 * @param direction the direction it judges
 * @param action what happens to packets it speaks of; a deny rule has no L7 rules
 * @param peers any of them; empty: nobody (everyone is one {@link PeerSelector.Everyone})
 * @param ports any of them; empty: no port (every port is one {@link PortMatch.Everything})
 * @param path where it stands in its document, such as {@code spec.ingress[0]}; a list that stands there empty is one
 *     rule without peers and ports whose path is the list's, such as {@code spec.ingress}
 */
public record Rule(Direction direction, Action action, List<PeerSelector> peers, List<PortRule> ports, String path) {

    public enum Action {
        ALLOW,
        DENY
    }

    public Rule {
        peers = List.copyOf(peers);
        ports = List.copyOf(ports);
        if (action == Action.DENY && ports.stream().anyMatch(p -> p.rules() != null)) {
            throw new IllegalArgumentException("L7 rules in a deny rule: " + path);
        }
    }
}
