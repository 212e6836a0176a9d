// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.Peer;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.oracle.Explanation;
import io.axoneme.oracle.Explanation.Near;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Changes that may let a denied packet pass, the smallest first: a further port or peer in a rule that comes near, a further rule in a
 * policy that denies, a further policy. They are not tried here.
 */
final class Candidates {

    private static final int NEAREST = 5;
    private static final int MAX_NAME = 63;

    private final Scene scene;
    private final Explanation explained;
    private final Peers peers;
    private final String prefix;

    /** @param list null for a further policy */
    record Candidate(Optional<PolicyRef> policy, String list, Object item) {}

    Candidates(Scene scene, Explanation explained) {
        this.scene = scene;
        this.explained = explained;
        this.peers = new Peers(scene.world());
        this.prefix = explained.direction() == Direction.INGRESS ? "from" : "to";
    }

    List<Candidate> all() {
        var all = new ArrayList<Candidate>();
        var near = explained.near().stream().limit(NEAREST).toList();
        near.forEach(n -> {
            if (n instanceof Near.WrongPort wrong) {
                port(wrong).ifPresent(all::add);
            }
        });
        near.forEach(n -> {
            if (n instanceof Near.WrongPeer wrong) {
                peer(wrong).ifPresent(all::add);
            }
        });
        explained.verdict().causes().stream().limit(NEAREST).forEach(c -> rule(c).ifPresent(all::add));
        // What denies a node is a policy of the one kind that picks nodes, so there is always one to add to.
        if (!explained.endpoint().isHost()) {
            all.add(new Candidate(Optional.empty(), "", policy()));
        }
        return all;
    }

    private Optional<Candidate> port(Near.WrongPort near) {
        var ref = near.policy().ref();
        var path = near.rule().path();
        boolean hasPort = explained.port().protocol().hasPorts();
        if (ref.kind() == PolicyKind.NETWORK_POLICY) {
            return hasPort
                    ? Optional.of(new Candidate(Optional.of(ref), path + ".ports", Peers.port(explained.port(), false)))
                    : Optional.empty();
        }
        if (!hasPort) {
            return Optional.of(new Candidate(Optional.of(ref), path + ".icmps", Peers.icmp(explained.port())));
        }
        var item = Peers.port(explained.port(), true);
        var entries = Trees.at(scene.source(ref).tree(), path + ".toPorts") instanceof List<?> list ? list : List.of();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof Map<?, ?> entry && entry.get("rules") == null) {
                return Optional.of(new Candidate(Optional.of(ref), path + ".toPorts[" + i + "].ports", item));
            }
        }
        return Optional.of(new Candidate(Optional.of(ref), path + ".toPorts", Map.of("ports", List.of(item))));
    }

    private Optional<Candidate> peer(Near.WrongPeer near) {
        var ref = near.policy().ref();
        var path = near.rule().path();
        if (ref.kind() == PolicyKind.NETWORK_POLICY) {
            return peers.networkPolicyPeer(explained.peer(), ref.namespace())
                    .map(item -> new Candidate(Optional.of(ref), path + "." + prefix, item));
        }
        var named = named(ref.namespace());
        var there = Trees.at(scene.source(ref).tree(), path) instanceof Map<?, ?> rule ? rule : Map.of();
        return named.entrySet().stream()
                .filter(e -> there.get(e.getKey()) instanceof List<?>)
                .findFirst()
                .map(e -> new Candidate(Optional.of(ref), path + "." + e.getKey(), e.getValue()));
    }

    /** The peer in each field that could name it. */
    private Map<String, Object> named(String namespace) {
        var named = new LinkedHashMap<String, Object>();
        switch (explained.peer()) {
            case Peer.Pod(var pod) -> named.put(prefix + "Endpoints", peers.endpoint(pod, namespace));
            case Peer.Reserved(var identity) -> named.put(prefix + "Entities", identity.text());
            case Peer.Node(var node, var apiServer) -> {
                named.put(prefix + "Entities", ReservedIdentity.REMOTE_NODE.text());
                named.put(prefix + "Nodes", Peers.selector(Peers.node(node.labels())));
            }
            case Peer.Outside outside -> {
                scene.name(outside.address()).ifPresent(name -> named.put("toFQDNs", Map.of("matchName", name)));
                if (!outside.address().equals(Inquiry.SOMEWHERE)) {
                    named.put(prefix + "CIDR", Peers.cidr(outside));
                    named.put(prefix + "CIDRSet", Map.of("cidr", Peers.cidr(outside)));
                }
            }
        }
        return named;
    }

    /** A further rule in a policy that puts the endpoint into default deny. */
    private Optional<Candidate> rule(Cause cause) {
        var ref = cause.policy();
        var list = cause.path() + "." + explained.direction().text();
        if (ref.kind() != PolicyKind.NETWORK_POLICY) {
            return Optional.of(new Candidate(Optional.of(ref), list, ciliumRule(ref.namespace())));
        }
        return peers.networkPolicyPeer(explained.peer(), ref.namespace()).map(peer -> {
            var rule = new LinkedHashMap<String, Object>();
            rule.put(prefix, List.of(peer));
            rule.put("ports", List.of(Peers.port(explained.port(), false)));
            return new Candidate(Optional.of(ref), list, rule);
        });
    }

    private Map<String, Object> ciliumRule(String namespace) {
        var rule = new LinkedHashMap<String, Object>();
        var peer = named(namespace).entrySet().iterator().next();
        rule.put(peer.getKey(), List.of(peer.getValue()));
        if (explained.port().protocol().hasPorts()) {
            rule.put("toPorts", List.of(Map.of("ports", List.of(Peers.port(explained.port(), true)))));
        } else {
            rule.put("icmps", List.of(Peers.icmp(explained.port())));
        }
        return rule;
    }

    private Map<String, Object> policy() {
        var endpoint = explained.endpoint();
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", name());
        metadata.put("namespace", endpoint.namespace());
        var spec = new LinkedHashMap<String, Object>();
        spec.put("endpointSelector", Peers.selector(peers.labels(endpoint)));
        spec.put(explained.direction().text(), List.of(ciliumRule(endpoint.namespace())));
        var document = new LinkedHashMap<String, Object>();
        document.put("apiVersion", "cilium.io/v2");
        document.put("kind", PolicyKind.CILIUM_NETWORK_POLICY.text());
        document.put("metadata", metadata);
        document.put("spec", spec);
        return document;
    }

    private String name() {
        var peer = new Named(scene).peer(explained.peer()).replaceFirst("^(entity|address|node) ", "");
        var text = explained.endpoint().name() + "-" + prefix + "-" + peer.substring(peer.indexOf('/') + 1);
        var name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
        return name.substring(0, Math.min(name.length(), MAX_NAME));
    }
}
