// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import io.axoneme.cli.policy.CaseWorlds.Question;
import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What to ask of a random world: every pod both ways, with everybody, on ports inside and beside those that its policies name. */
final class Questions {

    private static final List<Port> PORTS = Stream.of(
                    "80/TCP",
                    "81/TCP",
                    "8080/TCP",
                    "53/TCP",
                    "53/UDP",
                    "1/UDP",
                    "80/SCTP",
                    "8/ICMP",
                    "3/ICMP",
                    "128/ICMPv6",
                    "443/TCP",
                    "179/TCP")
            .map(Port::parse)
            .toList();

    private static final List<ReservedIdentity> RESERVED = List.of(
            ReservedIdentity.HOST,
            ReservedIdentity.UNMANAGED,
            ReservedIdentity.HEALTH,
            ReservedIdentity.INIT,
            ReservedIdentity.REMOTE_NODE,
            ReservedIdentity.KUBE_APISERVER,
            ReservedIdentity.INGRESS,
            ReservedIdentity.WORLD_IPV4,
            ReservedIdentity.WORLD_IPV6,
            ReservedIdentity.UNKNOWN);

    private Questions() {}

    static List<Question> all(World world) {
        var peers = new ArrayList<Peer>();
        world.workloads().forEach(w -> peers.add(new Peer.Pod(w)));
        RESERVED.forEach(r -> peers.add(new Peer.Reserved(r)));
        RandomWorld.OUTSIDE.forEach(a -> peers.add(world.peerAt(IpAddress.parse(a))));
        var questions = new ArrayList<Question>();
        for (var endpoint : world.workloads()) {
            for (var direction : Direction.values()) {
                for (var peer : peers.stream().distinct().toList()) {
                    PORTS.forEach(port -> questions.add(new Question(endpoint, direction, peer, port)));
                }
            }
        }
        return questions;
    }
}
