// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.model.Cidr;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.PortMatch;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Peers and ports of rules, as people write them. */
final class RuleText {
    private RuleText() {}

    static String of(LabelSelector selector) {
        String text = selector.toString();
        return text.isEmpty() ? "everything" : text;
    }

    static String of(PeerSelector peer) {
        return switch (peer) {
            case PeerSelector.Everyone everyone -> "everyone";
            case PeerSelector.Labelled(var selector) -> of(selector);
            case PeerSelector.OfEntity(var entity) ->
                "entity " + entity.name().toLowerCase(Locale.ROOT).replace('_', '-');
            case PeerSelector.InCidr(var cidr, var except) -> "cidr " + cidr + except(except);
            case PeerSelector.InCidrGroup(var name, var except) -> "cidr group " + name + except(except);
            case PeerSelector.OfServices services -> of(services);
            case PeerSelector.OfNames(var names) -> "name " + names;
            case PeerSelector.InCidrGroups(var selector, var except) ->
                "cidr groups with " + of(selector) + except(except);
        };
    }

    private static String of(PeerSelector.OfServices services) {
        var namespace = services.namespace().isEmpty() ? "any namespace" : "namespace " + services.namespace();
        return services.name().isEmpty()
                ? "services with " + of(services.labels()) + " in " + namespace
                : "service " + services.name() + " in " + namespace;
    }

    private static String except(List<Cidr> except) {
        return except.isEmpty()
                ? ""
                : " except " + except.stream().map(Cidr::toString).collect(Collectors.joining(", "));
    }

    static String of(PortMatch match) {
        return switch (match) {
            case PortMatch.Everything everything -> "ANY";
            case PortMatch.AllOf(var protocol) -> "ANY/" + protocol.text();
            case PortMatch.Range(var protocol, var first, var last) ->
                (first == last ? Integer.toString(first) : first + "-" + last) + "/" + protocol.text();
            case PortMatch.Named(var name, var protocol) -> name + "/" + (protocol == null ? "ANY" : protocol.text());
            case PortMatch.IcmpType(var protocol, var type) -> type + "/" + protocol.text();
        };
    }
}
