// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.kube.translate.SelectorTranslator.Keys;
import io.axoneme.model.Direction;
import io.axoneme.model.Entity;
import io.axoneme.model.Label;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Requirement;
import io.axoneme.model.ReservedIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The peers of a rule of the cilium.io API. A kind that stands there empty picks nobody; without any kind it is everyone. */
final class PeerTranslator {

    private static final Requirement REMOTE_NODE =
            Requirement.exists(Label.RESERVED, ReservedIdentity.REMOTE_NODE.text());

    private final PeerScope scope;
    private final String prefix;
    private final List<String> kinds;
    private final Set<Feature> features;

    PeerTranslator(PeerScope scope, Direction direction, Set<Feature> features) {
        this.scope = scope;
        this.prefix = direction == Direction.INGRESS ? "from" : "to";
        this.kinds = kinds(direction);
        this.features = features;
    }

    /** The fields that name peers, such as fromEndpoints. */
    static List<String> kinds(Direction direction) {
        var names = direction == Direction.INGRESS
                ? List.of("Endpoints", "CIDR", "CIDRSet", "Entities", "Nodes", "Groups")
                : List.of("Endpoints", "CIDR", "CIDRSet", "Entities", "Nodes", "Groups", "Services", "FQDNs");
        return names.stream()
                .map(n -> (direction == Direction.INGRESS ? "from" : "to") + n)
                .toList();
    }

    /** Whether no kind of peer stands in the rule. */
    boolean absent(Field rule) {
        return kinds.stream().noneMatch(k -> rule.at(k).present());
    }

    /** The peers that can be read; faults are reported. */
    List<PeerSelector> peers(Field rule) {
        UnbuiltPeers.report(rule, prefix);
        var written = kinds.stream().map(rule::at).filter(Field::present).toList();
        if (written.isEmpty()) {
            return List.of(new PeerSelector.Everyone());
        }
        var filled = written.stream().filter(f -> !f.items().isEmpty()).toList();
        for (int i = 1; i < filled.size(); i++) {
            filled.get(i)
                    .report(
                            Reason.CONFLICT,
                            "stands beside " + filled.getFirst().path() + "; a rule takes one kind of peer");
        }
        var peers = new ArrayList<PeerSelector>();
        rule.at(prefix + "Endpoints").items().forEach(e -> peers.add(endpoints(e)));
        Fields.cidrs(rule.at(prefix + "CIDR")).forEach(c -> peers.add(new PeerSelector.InCidr(c, List.of())));
        rule.at(prefix + "CIDRSet").items().stream()
                .map(CidrSetTranslator::peer)
                .filter(Objects::nonNull)
                .forEach(peers::add);
        rule.at(prefix + "Entities").texts().stream()
                .map(PeerTranslator::entity)
                .filter(Objects::nonNull)
                .forEach(peers::add);
        peers.addAll(nodes(rule.at(prefix + "Nodes")));
        peers.addAll(names(rule.at("toFQDNs")));
        rule.at("toServices").items().forEach(e -> peers.addAll(ServicePeers.peers(e)));
        return peers;
    }

    /** Other nodes by their labels, which have source node; a key without a source takes it as well. */
    private List<PeerSelector> nodes(Field list) {
        if (list.present() && !features.contains(Feature.NODE_PEERS)) {
            list.report(Reason.UNSUPPORTED, "peers by node labels are not enforced by this version");
        }
        return list.items().stream()
                .map(n -> new LabelSelector(SelectorTranslator.requirements(n, Keys.WITH_SOURCE)).and(REMOTE_NODE))
                .<PeerSelector>map(PeerSelector.Labelled::new)
                .toList();
    }

    private List<PeerSelector> names(Field list) {
        if (list.present() && !features.contains(Feature.NAMES)) {
            list.report(Reason.UNSUPPORTED, "peers by DNS name are not enforced by this version");
        }
        return list.items().stream()
                .map(DnsNamesTranslator::names)
                .filter(Objects::nonNull)
                .<PeerSelector>map(PeerSelector.OfNames::new)
                .toList();
    }

    private PeerSelector endpoints(Field selector) {
        return new PeerSelector.Labelled(scope.complete(SelectorTranslator.requirements(selector, Keys.WITH_SOURCE)));
    }

    private static @Nullable PeerSelector entity(Field field) {
        var text = Objects.requireNonNull(field.text());
        var entity = Entity.parse(text);
        if (entity.isEmpty()) {
            var known = Arrays.stream(Entity.values()).map(Entity::text).toList();
            field.report(Reason.INVALID, "unknown entity \"" + text + "\"" + Spelling.hint(text, known));
            return null;
        }
        return new PeerSelector.OfEntity(entity.get());
    }
}
