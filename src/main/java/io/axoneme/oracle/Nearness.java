// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import io.axoneme.model.Peer;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import io.axoneme.model.Workload;
import io.axoneme.oracle.Explanation.Near;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How much a rule misses a peer by: in conditions on labels that do not hold. */
final class Nearness {

    /** Beyond any number of conditions: the selector is about peers of another sort. */
    private static final int OTHER_SORT = 1_000;

    private final Peer peer;
    private final PeerMatching matching;

    Nearness(Peer peer, PeerMatching matching) {
        this.peer = peer;
        this.matching = matching;
    }

    int distance(Near near) {
        return switch (near) {
            case Near.WrongPort(var policy, var rule) -> 0;
            case Near.WrongEndpoint(var policy, var spec, var rule, var missing) -> 1;
            case Near.WrongPeer(var policy, var rule, var nearest, var missing) -> distance(nearest);
        };
    }

    /** The rule with the nearest of its peers; empty if it has none of this peer's sort. */
    Optional<Near> nearest(Policy policy, Rule rule) {
        return rule.peers().stream()
                .filter(s -> distance(s) < OTHER_SORT)
                .min(Comparator.comparingInt(this::distance))
                .map(s -> new Near.WrongPeer(policy, rule, s, missing(s)));
    }

    /** A policy that misses the endpoint by the spelling of one label. Those of other pods are many, and not meant for it. */
    Optional<Near> endpoint(Policy policy, PolicySpec spec, Rule rule, Workload endpoint) {
        var missing = spec.subject().requirements().stream()
                .filter(r -> !r.matches(endpoint.labels()))
                .toList();
        return missing.size() == 1 && looksMisspelt(missing.getFirst(), endpoint)
                ? Optional.of(new Near.WrongEndpoint(policy, spec, rule, missing.getFirst()))
                : Optional.empty();
    }

    private static boolean looksMisspelt(Requirement missing, Workload endpoint) {
        return missing.operator() == Requirement.Operator.IN
                && missing.values().stream()
                        .anyMatch(wanted -> endpoint.labels().hasWithKey(missing.key(), value -> alike(wanted, value)));
    }

    /** One continues the other, whatever the case of letters. */
    private static boolean alike(String one, String other) {
        return one.regionMatches(true, 0, other, 0, Math.min(one.length(), other.length()));
    }

    private List<Requirement> missing(PeerSelector selector) {
        return selector instanceof PeerSelector.Labelled(var wanted)
                ? wanted.requirements().stream()
                        .filter(r -> !r.matches(matching.labels()))
                        .toList()
                : List.of();
    }

    private int distance(PeerSelector selector) {
        return switch (peer) {
            case Peer.Pod pod ->
                selector instanceof PeerSelector.Labelled ? missing(selector).size() : OTHER_SORT;
            case Peer.Node node ->
                switch (selector) {
                    case PeerSelector.Labelled labelled -> missing(selector).size();
                    case PeerSelector.OfEntity entity -> 1;
                    default -> OTHER_SORT;
                };
            case Peer.Outside outside -> picksAddresses(selector) ? 1 : OTHER_SORT;
            case Peer.Reserved reserved -> selector instanceof PeerSelector.OfEntity ? 1 : OTHER_SORT;
        };
    }

    private static boolean picksAddresses(PeerSelector selector) {
        return selector instanceof PeerSelector.InCidr
                || selector instanceof PeerSelector.InCidrGroup
                || selector instanceof PeerSelector.InCidrGroups
                || selector instanceof PeerSelector.OfNames;
    }
}
