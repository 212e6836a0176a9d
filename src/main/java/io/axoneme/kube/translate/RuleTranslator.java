// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Direction;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Rule;
import io.axoneme.model.Rule.Action;
import java.util.ArrayList;
import java.util.List;

/** One entry of {@code ingress}, {@code ingressDeny}, {@code egress} or {@code egressDeny}. */
final class RuleTranslator {

    private static final int MAX_PORTS = 40;
    private static final List<String> PORT_FIELDS =
            List.of("ports", "rules", "serverNames", "terminatingTLS", "originatingTLS", "listener");
    private static final List<String> AUTHENTICATION_MODES = List.of("disabled", "required", "test-always-fail");

    private static final List<PortRule> EVERY_PORT = List.of(PortRule.plain(new PortMatch.Everything()));

    private final Direction direction;
    private final Action action;
    private final PeerTranslator peers;
    private final L7Translator l7;

    RuleTranslator(PeerScope scope, TranslatorConfig config, Direction direction, Action action) {
        this.direction = direction;
        this.action = action;
        this.peers = new PeerTranslator(scope, direction, config.features());
        this.l7 = new L7Translator(config.features());
    }

    /** The rule, as far as it can be read; faults are reported. One that names neither peers nor ports is for nobody. */
    Rule rule(Field rule) {
        rule.isObject();
        rule.allowOnly(fields());
        if (action == Action.DENY) {
            for (var name : List.of("toFQDNs", "authentication")) {
                if (rule.at(name).present()) {
                    rule.at(name).report(Reason.CONFLICT, "does not go with a deny rule");
                }
            }
        }
        authentication(rule.at("authentication"));
        var ports = ports(rule);
        var picked = peers.peers(rule);
        boolean empty = peers.absent(rule) && ports.equals(EVERY_PORT);
        return new Rule(direction, action, empty ? List.of() : picked, ports, rule.path());
    }

    private List<String> fields() {
        var fields = new ArrayList<>(PeerTranslator.kinds(direction));
        fields.addAll(List.of(direction == Direction.INGRESS ? "fromRequires" : "toRequires"));
        fields.addAll(List.of("toPorts", "icmps", "authentication"));
        return fields;
    }

    private static void authentication(Field authentication) {
        authentication.allowOnly(List.of("mode"));
        if (!authentication.present()) {
            return;
        }
        var mode = Fields.required(authentication.at("mode"));
        if (mode == null) {
            return;
        }
        if (!AUTHENTICATION_MODES.contains(mode)) {
            authentication
                    .at("mode")
                    .report(
                            Reason.INVALID,
                            "unknown authentication mode \"" + mode + "\"" + Spelling.hint(mode, AUTHENTICATION_MODES));
        } else if (!mode.equals("disabled")) {
            authentication.report(Reason.UNSUPPORTED, "authentication is not enforced by this version");
        }
    }

    /** An absent or empty list asks nothing; an entry without ports matches none. */
    private List<PortRule> ports(Field rule) {
        var toPorts = rule.at("toPorts");
        var icmps = rule.at("icmps");
        if (!toPorts.items().isEmpty() && !icmps.items().isEmpty()) {
            icmps.report(Reason.CONFLICT, "stands beside " + toPorts.path() + "; write a rule of its own for it");
        }
        if (toPorts.items().isEmpty() && icmps.items().isEmpty()) {
            return EVERY_PORT;
        }
        var ports = new ArrayList<PortRule>();
        toPorts.items().forEach(entry -> ports.addAll(portEntry(entry)));
        for (var entry : icmps.items()) {
            IcmpTranslator.types(entry).forEach(type -> ports.add(PortRule.plain(type)));
        }
        return ports;
    }

    private List<PortRule> portEntry(Field entry) {
        if (!entry.isObject()) {
            return List.of();
        }
        entry.allowOnly(PORT_FIELDS);
        Fields.atMost(MAX_PORTS, entry.at("ports"));
        TlsFields.check(entry, action);
        var rules = entry.at("rules");
        if (rules.present() && action == Action.DENY) {
            rules.report(Reason.CONFLICT, "does not go with a deny rule");
        }
        var l7Rules = rules.isObject() ? l7.rules(rules, direction) : null;
        if (l7Rules != null && entry.at("ports").items().isEmpty()) {
            entry.at("ports").report(Reason.REQUIRED, "L7 rules need ports");
        }
        var kind = L7Translator.kind(rules);
        return entry.at("ports").items().stream()
                .flatMap(port -> PortTranslator.ports(port, kind).stream())
                .map(match -> new PortRule(match, action == Action.DENY ? null : l7Rules))
                .toList();
    }
}
