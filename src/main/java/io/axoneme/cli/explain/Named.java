// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Cause;
import io.axoneme.model.Peer;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.Workload;
import java.util.List;
import java.util.stream.Collectors;

/** Policies and their rules by name and place: {@code demo/lock spec.ingress[0] (lock.yaml:7)}. */
final class Named {

    private final Scene scene;

    Named(Scene scene) {
        this.scene = scene;
    }

    /** With the kind in front when the world has a policy of another kind by this name. */
    String policy(PolicyRef ref) {
        boolean clash = scene.world().policies().stream()
                .anyMatch(
                        p -> p.ref().kind() != ref.kind() && p.ref().toString().equals(ref.toString()));
        return clash ? ref.qualified() : ref.toString();
    }

    /** How a side is called in sentences: an endpoint by its name alone. */
    String side(Inquiry.Side side) {
        return side.endpoint().map(Workload::toString).orElseGet(() -> peer(side.peer()));
    }

    /** How a peer is called in sentences: a pod by its name alone, an address by the name that it was given for. */
    String peer(Peer peer) {
        return switch (peer) {
            case Peer.Pod(var workload) -> workload.toString();
            case Peer.Reserved(var identity) -> "entity " + identity.text();
            case Peer.Node(var node, var apiServer) -> "node " + node.name();
            case Peer.Outside(var address) -> scene.name(address).orElse("address " + address);
        };
    }

    /** What kind of thing an endpoint is. */
    static String noun(Workload endpoint) {
        return endpoint.isHost() ? "node" : "pod";
    }

    String rule(PolicyRef ref, String path) {
        return policy(ref) + " " + path + place(ref, path);
    }

    /** The policy alone, with the place of what makes it deny. */
    String denier(Cause cause, String list) {
        return policy(cause.policy()) + place(cause.policy(), cause.path() + "." + list);
    }

    String place(PolicyRef ref, String path) {
        var place = scene.source(ref).place(path);
        return place.isEmpty() ? "" : " (" + place + ")";
    }

    String rules(List<Cause> causes) {
        return causes.stream().map(c -> rule(c.policy(), c.path())).collect(Collectors.joining(", "));
    }
}
