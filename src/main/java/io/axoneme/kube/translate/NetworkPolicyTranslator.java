// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.kube.translate.SelectorTranslator.Keys;
import io.axoneme.model.Direction;
import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Problem;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * NetworkPolicy of networking.k8s.io/v1. The API server's defaults are applied: policyTypes is Ingress, and Egress if an egress rule
 * stands there; a port's protocol is TCP. Here an empty list of peers or ports means the same as none: everyone, every port.
 */
final class NetworkPolicyTranslator {

    private static final List<String> FIELDS = List.of("apiVersion", "kind", "metadata", "spec", "status");
    private static final List<String> SPEC_FIELDS = List.of("podSelector", "policyTypes", "ingress", "egress");
    private static final List<String> TYPES = List.of("Ingress", "Egress");

    private final TranslatorConfig config;

    NetworkPolicyTranslator(TranslatorConfig config) {
        this.config = config;
    }

    Translation<Policy> translate(Field document, List<Problem> problems) {
        document.allowOnly(FIELDS);
        PolicyTranslator.version(document.at("apiVersion"), "networking.k8s.io/v1");
        var meta = ObjectMeta.of(document);
        var field = document.at("spec");
        if (!field.present()) {
            field.report(Reason.REQUIRED, "must not be empty");
        }
        field.allowOnly(SPEC_FIELDS);
        var subject = new LabelSelector(SelectorTranslator.requirements(field.at("podSelector"), Keys.KUBERNETES))
                .and(Requirement.equalTo(Label.K8S, LabelKeys.NAMESPACE, meta.namespace()));
        var spec = new PolicySpec(subject, true, true, rules(field, meta.namespace()), field.path());
        if (!problems.isEmpty()) {
            var subjects = field.at("podSelector").isFaulty() ? List.<LabelSelector>of() : List.of(subject);
            return new Translation.Invalid<>(problems.stream().distinct().toList(), subjects);
        }
        var ref = new PolicyRef(PolicyKind.NETWORK_POLICY, meta.namespace(), meta.name(), meta.uid());
        return new Translation.Valid<>(new Policy(ref, meta.generation(), List.of(spec), meta.audit()));
    }

    /** Rules of a direction that policyTypes leaves out are read, so that faults show, and have no effect. */
    private List<Rule> rules(Field spec, String namespace) {
        var types = types(spec);
        var rules = new ArrayList<Rule>();
        for (var direction : Direction.values()) {
            var list = spec.at(direction.text());
            var translator = new NetworkPolicyRules(config.cluster(), namespace, direction);
            var written = list.items().stream().map(translator::rule).toList();
            if (types.contains(direction)) {
                rules.addAll(
                        written.isEmpty()
                                ? List.of(new Rule(direction, Rule.Action.ALLOW, List.of(), List.of(), list.path()))
                                : written);
            }
        }
        return rules;
    }

    private static Set<Direction> types(Field spec) {
        var types = EnumSet.noneOf(Direction.class);
        if (spec.at("policyTypes").items().isEmpty()) {
            types.add(Direction.INGRESS);
            if (!spec.at("egress").items().isEmpty()) {
                types.add(Direction.EGRESS);
            }
            return types;
        }
        for (var type : spec.at("policyTypes").texts()) {
            switch (Objects.requireNonNull(type.text())) {
                case "Ingress" -> types.add(Direction.INGRESS);
                case "Egress" -> types.add(Direction.EGRESS);
                default ->
                    type.report(
                            Reason.INVALID,
                            "unknown policy type \"" + type.text() + "\""
                                    + Spelling.hint(Objects.requireNonNull(type.text()), TYPES));
            }
        }
        return types;
    }
}
