// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.Labels;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Protocol;
import io.axoneme.model.Requirement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Selectors, conditions and ports in words. */
final class Wording {

    private Wording() {}

    /** What a condition asks for and what is there instead: {@code app=backend, and demo/cache has app=cache}. */
    static String gap(Requirement missing, String subject, Labels labels) {
        var key = key(missing.key());
        var values = String.join(" or ", missing.values());
        var asked = switch (missing.operator()) {
            case IN -> key + "=" + values;
            case NOT_IN -> key + " other than " + values;
            case EXISTS -> "a label " + key;
            case DOES_NOT_EXIST -> "no label " + key;
        };
        return asked + ", and " + subject + " has " + found(missing, key, labels);
    }

    private static String found(Requirement missing, String key, Labels labels) {
        var there = labels.stream()
                .filter(l -> l.key().equals(missing.key()))
                .filter(l -> missing.source().equals(Requirement.ANY_SOURCE)
                        || missing.source().equals(l.source()))
                .findFirst();
        return there.map(l -> key + "=" + l.value()).orElse("no label " + key);
    }

    /** Gaps as one clause. */
    static String gaps(List<Requirement> missing, String subject, Labels labels) {
        return missing.stream()
                .sorted(Comparator.comparing(r -> isGiven(r.key())))
                .map(r -> gap(r, subject, labels))
                .collect(Collectors.joining("; "));
    }

    /** A condition that the API adds to what is written stands after those that somebody wrote. */
    private static boolean isGiven(String key) {
        return key.equals(LabelKeys.NAMESPACE) || key.equals(LabelKeys.CLUSTER);
    }

    private static String key(String key) {
        if (key.startsWith(LabelKeys.NAMESPACE_LABELS)) {
            return "namespace label " + key.substring(LabelKeys.NAMESPACE_LABELS.length());
        }
        return switch (key) {
            case LabelKeys.NAMESPACE -> "namespace";
            case LabelKeys.CLUSTER -> "cluster";
            case LabelKeys.SERVICE_ACCOUNT -> "service account";
            default -> key;
        };
    }

    /** Whom a selector that is not by labels picks. */
    static String picked(PeerSelector selector) {
        return switch (selector) {
            case PeerSelector.Everyone() -> "everyone";
            case PeerSelector.Labelled(var labels) -> "pods with " + labels;
            case PeerSelector.OfEntity(var entity) -> "entity " + entity.text();
            case PeerSelector.InCidr(var cidr, var except) ->
                "addresses in " + cidr + (except.isEmpty() ? "" : " but not in " + joined(except));
            case PeerSelector.InCidrGroup(var name, var except) ->
                "addresses in the CIDR group " + name + (except.isEmpty() ? "" : " but not in " + joined(except));
            case PeerSelector.InCidrGroups(var labels, var except) ->
                "addresses in CIDR groups with " + labels + (except.isEmpty() ? "" : " but not in " + joined(except));
            case PeerSelector.OfNames(var names) -> "addresses that DNS gives for " + names;
            case PeerSelector.OfServices(var namespace, var name, var labels) ->
                "those behind " + (name.isEmpty() ? "services with " + labels : "the service " + name) + " in "
                        + (namespace.isEmpty() ? "any namespace" : "namespace " + namespace);
        };
    }

    private static String joined(List<?> items) {
        return items.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Ports such as {@code 80/TCP, 3000 to 3010/UDP, the port named web}. A port of TCP, UDP and SCTP stands there without them. */
    static String ports(List<PortRule> ports) {
        Map<String, SortedSet<String>> protocols = new LinkedHashMap<>();
        for (var rule : ports) {
            switch (rule.match()) {
                case PortMatch.Everything() -> add(protocols, "every port", "");
                case PortMatch.AllOf(var protocol) -> add(protocols, "every " + protocol.text() + " port", "");
                case PortMatch.Range(var protocol, int first, int last) ->
                    add(protocols, first == last ? "" + first : first + " to " + last, protocol.text());
                case PortMatch.Named(var name, var protocol) ->
                    add(protocols, "the port named " + name, protocol == null ? "" : protocol.text());
                case PortMatch.IcmpType(var protocol, int type) -> add(protocols, "" + type, protocol.text());
            }
        }
        return protocols.entrySet().stream().map(Wording::withProtocols).collect(Collectors.joining(", "));
    }

    private static void add(Map<String, SortedSet<String>> protocols, String port, String protocol) {
        protocols.computeIfAbsent(port, p -> new TreeSet<>()).add(protocol);
    }

    private static String withProtocols(Map.Entry<String, SortedSet<String>> port) {
        long withPorts = List.of(Protocol.values()).stream()
                .filter(p -> p.hasPorts() && port.getValue().contains(p.text()))
                .count();
        if (withPorts == 3 || port.getValue().contains("")) {
            return port.getKey();
        }
        return port.getValue().stream().map(p -> port.getKey() + "/" + p).collect(Collectors.joining(", "));
    }

    /** A label as it is written in a selector. */
    static String selectorKey(Label label) {
        return label.source().equals(Label.K8S) ? label.key() : label.source() + ":" + label.key();
    }
}
