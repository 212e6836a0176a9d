// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.kube.translate.SelectorTranslator.Keys;
import io.axoneme.model.Direction;
import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Requirement;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Rule;
import io.axoneme.model.Rule.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One spec of a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy. */
final class SpecTranslator {

    private static final List<String> FIELDS = List.of(
            "endpointSelector",
            "nodeSelector",
            "ingress",
            "ingressDeny",
            "egress",
            "egressDeny",
            "enableDefaultDeny",
            "labels",
            "description",
            "log");
    private static final List<String> LISTS = List.of("ingress", "ingressDeny", "egress", "egressDeny");

    private static final String HOST = ReservedIdentity.HOST.text();
    private static final Requirement NO_HOST =
            new Requirement(Label.RESERVED, HOST, Requirement.Operator.DOES_NOT_EXIST, List.of());

    private final PeerScope scope;
    private final TranslatorConfig config;

    SpecTranslator(PeerScope scope, TranslatorConfig config) {
        this.scope = scope;
        this.config = config;
    }

    /** The spec, as far as it can be read; faults are reported. */
    PolicySpec spec(Field spec) {
        spec.allowOnly(FIELDS);
        remarks(spec);
        var subject = subject(spec);
        var defaultDeny = spec.at("enableDefaultDeny");
        defaultDeny.allowOnly(List.of("ingress", "egress"));
        var rules = new ArrayList<Rule>();
        rules.addAll(rules(spec.at("ingress"), Direction.INGRESS, Action.ALLOW));
        rules.addAll(rules(spec.at("ingressDeny"), Direction.INGRESS, Action.DENY));
        rules.addAll(rules(spec.at("egress"), Direction.EGRESS, Action.ALLOW));
        rules.addAll(rules(spec.at("egressDeny"), Direction.EGRESS, Action.DENY));
        if (LISTS.stream().noneMatch(l -> spec.at(l).present())) {
            spec.report(Reason.REQUIRED, "needs at least one of " + String.join(", ", LISTS));
        }
        return new PolicySpec(
                subject,
                switchedOn(defaultDeny.at("ingress")),
                switchedOn(defaultDeny.at("egress")),
                rules,
                spec.path());
    }

    /** Whom a spec that was read concerns, if that is without fault: what is left of a faulty selector would pick more. */
    Optional<LabelSelector> readableSubject(Field spec) {
        var selector = spec.at("endpointSelector");
        boolean readable = selector.present()
                && !selector.isFaulty()
                && !spec.at("nodeSelector").present();
        return readable ? Optional.of(endpoints(selector)) : Optional.empty();
    }

    private static boolean switchedOn(Field field) {
        return !Boolean.FALSE.equals(field.bool());
    }

    /** A list that stands there empty enforces its direction and allows, or denies, nothing: one rule for nobody. */
    private List<Rule> rules(Field list, Direction direction, Action action) {
        if (list.present() && list.items().isEmpty()) {
            return List.of(new Rule(direction, action, List.of(), List.of(), list.path()));
        }
        var translator = new RuleTranslator(scope, config, direction, action);
        return list.items().stream().map(translator::rule).toList();
    }

    private LabelSelector subject(Field spec) {
        var endpoints = spec.at("endpointSelector");
        var nodes = spec.at("nodeSelector");
        if (endpoints.present() && nodes.present()) {
            nodes.report(Reason.CONFLICT, "a spec takes endpointSelector or nodeSelector, not both");
            var _ = endpoints(endpoints); // its own faults are told, too
        } else if (!endpoints.present() && !nodes.present()) {
            spec.report(
                    Reason.REQUIRED,
                    "needs endpointSelector" + (scope.namespace().isEmpty() ? " or nodeSelector" : ""));
        }
        return nodes.present() ? hosts(spec, nodes) : endpoints(endpoints);
    }

    /** Hosts of nodes by the nodes' labels. */
    private LabelSelector hosts(Field spec, Field nodes) {
        var written = SelectorTranslator.requirements(nodes, Keys.WITH_SOURCE);
        if (!scope.namespace().isEmpty()) {
            nodes.report(Reason.CONFLICT, "stands in a CiliumClusterwideNetworkPolicy only");
        } else if (!config.features().contains(Feature.HOST_POLICIES)) {
            nodes.report(Reason.UNSUPPORTED, "policies for nodes are not enforced by this version");
        }
        for (var rule : spec.at("ingress").items()) {
            for (var entry : rule.at("toPorts").items()) {
                if (entry.at("rules").present()) {
                    entry.at("rules").report(Reason.CONFLICT, "L7 rules do not go with ingress of nodes");
                }
            }
        }
        return new LabelSelector(written).and(Requirement.exists(Label.RESERVED, HOST));
    }

    /** In a namespaced policy, the own namespace; another one that matchLabels names gives way to it. In a cluster-wide one, all but hosts. */
    private LabelSelector endpoints(Field selector) {
        var written = SelectorTranslator.requirements(selector, Keys.WITH_SOURCE);
        if (scope.namespace().isEmpty()) {
            return new LabelSelector(written).and(NO_HOST);
        }
        var overridden = SelectorTranslator.matchLabels(selector.at("matchLabels"), Keys.WITH_SOURCE).stream()
                .filter(r -> r.key().equals(LabelKeys.NAMESPACE))
                .filter(r -> r.source().equals(Label.K8S) || r.source().equals(Requirement.ANY_SOURCE))
                .toList();
        return new LabelSelector(
                        written.stream().filter(r -> !overridden.contains(r)).toList())
                .and(Requirement.equalTo(Label.K8S, LabelKeys.NAMESPACE, scope.namespace()));
    }

    /** Fields that change no verdict; labels and description are for readers of the document. */
    private static void remarks(Field spec) {
        spec.at("description").text();
        for (var label : spec.at("labels").items()) {
            if (label.isObject()) {
                label.allowOnly(List.of("key", "value", "source"));
                Fields.required(label.at("key"));
                label.at("value").text();
                label.at("source").text();
            }
        }
        var log = spec.at("log");
        log.allowOnly(List.of("value"));
        if (log.at("value").text() != null) {
            log.at("value").report(Reason.UNSUPPORTED, "flows do not carry the texts of policies in this version");
        }
    }
}
