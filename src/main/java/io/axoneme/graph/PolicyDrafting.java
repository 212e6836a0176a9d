// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.PolicyTable.Selecting;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Entity;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts together what the policies that select an endpoint say to it. Holds no state of its own. */
final class PolicyDrafting {

    /** How many endpoints of the cluster a policy puts into default deny. */
    interface Selected {
        long count(Policy policy, Direction direction);
    }

    /**
     * The endpoint, as far as it matters.
     *
     * @param ownPorts names that it gives its ports; none where no policy asks for them
     * @param init whether its labels are not known yet
     * @param host whether it is the node itself
     */
    record Subject(NamedPorts ownPorts, boolean init, boolean host) {}

    private final GraphConfig config;
    private final PeerResolver peers;
    private final IdentityTable identities;
    private final Selected selected;

    PolicyDrafting(GraphConfig config, PeerResolver peers, IdentityTable identities, Selected selected) {
        this.config = config;
        this.peers = peers;
        this.identities = identities;
        this.selected = selected;
    }

    /** What these specs say to the endpoint that they select. */
    PolicyDraft draft(Subject subject, List<Selecting> selecting) {
        return new PolicyDraft(
                part(Direction.INGRESS, subject, selecting),
                part(Direction.EGRESS, subject, selecting),
                config.l7OverL4() == L7OverL4.UNION);
    }

    private PolicyDraft.Part part(Direction direction, Subject subject, List<Selecting> selecting) {
        if (config.mode() == EnforcementMode.NEVER) {
            return PolicyDraft.Part.NOTHING;
        }
        boolean always = subject.init() || config.mode() == EnforcementMode.ALWAYS;
        var inForce = selecting.stream().filter(s -> !s.audited()).toList();
        var enforcing = enforcing(direction, inForce);
        boolean enforced = always || !enforcing.isEmpty();
        return new PolicyDraft.Part(
                enforced,
                defaultCauses(direction, enforcing),
                contributions(direction, subject, inForce, enforced),
                inForce.size() == selecting.size() ? null : audit(direction, subject, selecting, enforced),
                subject.host() ? failsafe(direction) : Set.of());
    }

    private Set<RowKey> failsafe(Direction direction) {
        return config.failsafe().stream()
                .filter(f -> f.direction() == direction)
                .map(f -> RowKey.of(f.port().protocol(), f.port().number()))
                .collect(Collectors.toSet());
    }

    private RowCompiler.Audit audit(Direction direction, Subject subject, List<Selecting> selecting, boolean enforced) {
        var enforcing = enforcing(direction, selecting);
        var full = contributions(direction, subject, selecting, enforced || !enforcing.isEmpty());
        var audited = selecting.stream().filter(Selecting::audited).toList();
        var denied = contributions(direction, subject, audited, true).stream()
                .filter(c -> c.action() == Row.Action.DENY)
                .map(Contribution::key)
                .collect(Collectors.toSet());
        return new RowCompiler.Audit(full, denied, enforced ? List.of() : defaultCauses(direction, enforcing));
    }

    private static List<Selecting> enforcing(Direction direction, List<Selecting> selecting) {
        return selecting.stream().filter(s -> s.spec().defaultDeny(direction)).toList();
    }

    /** @param enforced whether what no rule speaks of is denied; where it is not, allows have nothing to say */
    private List<Contribution> contributions(
            Direction direction, Subject subject, List<Selecting> selecting, boolean enforced) {
        var collector = new ContributionCollector(peers, identities::portsNamed, subject.ownPorts());
        for (var selected : selecting) {
            for (var rule : selected.spec().rules()) {
                if (rule.direction() == direction) {
                    collector.add(rule, selected.cause(rule));
                }
            }
        }
        if (direction == Direction.EGRESS) {
            new NameLearning(peers.dnsServers(), enforced).addTo(collector.collected(), selecting);
        }
        if (enforced && direction == Direction.INGRESS) {
            peers.resolve(new PeerSelector.OfEntity(Entity.HOST)).ifPresent(collector::add);
        }
        return collector.collected().stream()
                .filter(c -> enforced || c.action() != Row.Action.ALLOW)
                .toList();
    }

    /**
     * One cause a policy, at its first spec that enforces the direction. Fewest endpoints first: the policy somebody wrote for just this
     * workload is the likelier culprit.
     */
    private List<Cause> defaultCauses(Direction direction, List<Selecting> enforcing) {
        var firsts = new LinkedHashMap<Policy, Selecting>();
        enforcing.forEach(s -> firsts.putIfAbsent(s.policy().policy(), s));
        return firsts.values().stream()
                .sorted(Comparator.comparingLong(
                                (Selecting s) -> selected.count(s.policy().policy(), direction))
                        .thenComparing(s -> s.policy().policy().ref()))
                .map(Selecting::defaultDeny)
                .toList();
    }
}
