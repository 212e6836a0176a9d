// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.kube.translate.SelectorTranslator.Keys;
import io.axoneme.model.Direction;
import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Protocol;
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules of one direction of a NetworkPolicy. */
final class NetworkPolicyRules {

    private final String cluster;
    private final String namespace;
    private final Direction direction;

    NetworkPolicyRules(String cluster, String namespace, Direction direction) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.direction = direction;
    }

    Rule rule(Field rule) {
        var peersField = direction == Direction.INGRESS ? "from" : "to";
        rule.isObject();
        rule.allowOnly(List.of(peersField, "ports"));
        var peers = rule.at(peersField).items().stream()
                .map(this::peer)
                .filter(Objects::nonNull)
                .toList();
        var ports = rule.at("ports").items().stream()
                .map(NetworkPolicyRules::port)
                .filter(Objects::nonNull)
                .map(PortRule::plain)
                .toList();
        return new Rule(
                direction,
                Rule.Action.ALLOW,
                rule.at(peersField).items().isEmpty() ? List.of(new PeerSelector.Everyone()) : peers,
                rule.at("ports").items().isEmpty() ? List.of(PortRule.plain(new PortMatch.Everything())) : ports,
                rule.path());
    }

    private @Nullable PeerSelector peer(Field peer) {
        if (!peer.isObject()) {
            return null;
        }
        peer.allowOnly(List.of("podSelector", "namespaceSelector", "ipBlock"));
        var pods = peer.at("podSelector");
        var namespaces = peer.at("namespaceSelector");
        var block = peer.at("ipBlock");
        if (block.present()) {
            if (pods.present() || namespaces.present()) {
                block.report(Reason.CONFLICT, "stands beside a selector; a peer takes one of the two");
            }
            return block(block);
        }
        if (!pods.present() && !namespaces.present()) {
            peer.report(Reason.REQUIRED, "needs podSelector, namespaceSelector or ipBlock");
            return null;
        }
        var requirements = new ArrayList<>(SelectorTranslator.requirements(pods, Keys.KUBERNETES));
        requirements.addAll(where(namespaces));
        requirements.add(Requirement.equalTo(Label.K8S, LabelKeys.CLUSTER, cluster));
        return new PeerSelector.Labelled(new LabelSelector(requirements));
    }

    /** The own namespace, or those with the labels; always one, so that only pods are picked. */
    private List<Requirement> where(Field namespaces) {
        if (!namespaces.present()) {
            return List.of(Requirement.equalTo(Label.K8S, LabelKeys.NAMESPACE, namespace));
        }
        var requirements = new ArrayList<Requirement>();
        requirements.add(Requirement.exists(Label.K8S, LabelKeys.NAMESPACE));
        for (var r : SelectorTranslator.requirements(namespaces, Keys.KUBERNETES)) {
            requirements.add(
                    new Requirement(r.source(), LabelKeys.NAMESPACE_LABELS + r.key(), r.operator(), r.values()));
        }
        return requirements;
    }

    private static @Nullable PeerSelector block(Field block) {
        block.allowOnly(List.of("cidr", "except"));
        var cidr = Fields.cidr(block.at("cidr"));
        var except = Fields.cidrs(block.at("except"));
        return cidr == null || CidrSetTranslator.outside(cidr, block.at("except"))
                ? null
                : new PeerSelector.InCidr(cidr, except);
    }

    private static @Nullable PortMatch port(Field entry) {
        if (!entry.isObject()) {
            return null;
        }
        entry.allowOnly(List.of("port", "endPort", "protocol"));
        var protocol = protocol(entry.at("protocol"));
        var port = entry.at("port");
        var endPort = entry.at("endPort").integer();
        if (endPort != null && (port.isText() || !port.present())) {
            entry.at("endPort").report(Reason.CONFLICT, "needs a numeric port beside it");
        }
        if (protocol == null) {
            return null;
        }
        if (!port.present()) {
            return new PortMatch.AllOf(protocol);
        }
        return port.isText() ? named(port, protocol) : range(entry, protocol, port.integer(), endPort);
    }

    private static @Nullable Protocol protocol(Field field) {
        var text = field.present() ? field.text() : "TCP";
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "TCP" -> Protocol.TCP;
            case "UDP" -> Protocol.UDP;
            case "SCTP" -> Protocol.SCTP;
            default -> {
                field.report(
                        Reason.INVALID,
                        "unknown protocol \"" + text + "\"" + Spelling.hint(text, List.of("TCP", "UDP", "SCTP")));
                yield null;
            }
        };
    }

    private static @Nullable PortMatch named(Field port, Protocol protocol) {
        var name = Objects.requireNonNull(port.text());
        if (!PortTranslator.isName(name) || !name.equals(name.toLowerCase(Locale.ROOT))) {
            port.report(Reason.INVALID, "\"" + name + "\" is not an IANA service name in lower case");
            return null;
        }
        return new PortMatch.Named(name, protocol);
    }

    private static @Nullable PortMatch range(
            Field entry, Protocol protocol, @Nullable Long first, @Nullable Long endPort) {
        long last = endPort == null ? (first == null ? 0 : first) : endPort;
        if (first != null && (first < 1 || first > 65535)) {
            entry.at("port").report(Reason.OUT_OF_RANGE, first + " is outside 1..65535");
        } else if (first != null && (last < first || last > 65535)) {
            entry.at("endPort").report(Reason.OUT_OF_RANGE, last + " is outside " + first + "..65535");
        } else if (first != null) {
            return new PortMatch.Range(protocol, first.intValue(), (int) last);
        }
        return null;
    }
}
