// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.Problem;
import io.axoneme.model.Problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Policy documents of every kind. */
public final class PolicyTranslator {

    private static final List<String> FIELDS = List.of("apiVersion", "kind", "metadata", "spec", "specs", "status");
    private static final String API_VERSION = "cilium.io/v2";

    private final TranslatorConfig config;

    public PolicyTranslator(TranslatorConfig config) {
        this.config = config;
    }

    /**
     * Translates one document.
     *
     * @param tree the document as maps, lists, strings, numbers and booleans; its kind must be the one given
     */
    public Translation<Policy> translate(PolicyKind kind, Map<String, ?> tree) {
        var problems = new ArrayList<Problem>();
        var document = Field.root(tree, problems);
        return switch (kind) {
            case NETWORK_POLICY -> new NetworkPolicyTranslator(config).translate(document, problems);
            case CILIUM_NETWORK_POLICY, CILIUM_CLUSTERWIDE_NETWORK_POLICY -> cilium(kind, document, problems);
        };
    }

    private Translation<Policy> cilium(PolicyKind kind, Field document, List<Problem> problems) {
        document.allowOnly(FIELDS);
        version(document.at("apiVersion"), API_VERSION);
        var meta = ObjectMeta.of(document);
        var scope = new PeerScope(kind.namespaced() ? meta.namespace() : "", config.cluster());
        var translator = new SpecTranslator(scope, config);
        var fields = specs(document);
        var specs = fields.stream().map(translator::spec).toList();
        if (specs.isEmpty()) {
            document.at("spec").report(Reason.REQUIRED, "needs spec or specs");
        }
        if (!problems.isEmpty()) {
            var faults = problems.stream().distinct().toList();
            return new Translation.Invalid<>(
                    faults,
                    fields.stream()
                            .flatMap(f -> translator.readableSubject(f).stream())
                            .toList());
        }
        var ref = new PolicyRef(kind, scope.namespace(), meta.name(), meta.uid());
        return new Translation.Valid<>(new Policy(ref, meta.generation(), specs, meta.audit()));
    }

    private static List<Field> specs(Field document) {
        var fields = new ArrayList<Field>();
        if (document.at("spec").present() && document.at("spec").isObject()) {
            fields.add(document.at("spec"));
        }
        document.at("specs").items().stream().filter(Field::isObject).forEach(fields::add);
        return fields;
    }

    static void version(Field field, String wanted) {
        var text = Fields.required(field);
        if (text != null && !text.equals(wanted)) {
            field.report(Reason.INVALID, "\"" + text + "\" is not " + wanted);
        }
    }
}
