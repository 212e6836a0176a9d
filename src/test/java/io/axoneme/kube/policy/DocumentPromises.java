// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import io.axoneme.kube.crd.CiliumClusterwideNetworkPolicy;
import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.translate.CidrGroupTranslator;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.Translation;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.Problem;
import io.axoneme.model.Problem.Reason;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What holds of every document, whatever stands in it: its translation never throws; it is valid or has problems, each at a place
 * of the document or at one that it names as missing; JSON, YAML and the operator's objects give the same translation; and what an
 * API server would refuse for its type is refused here at the same place.
 */
final class DocumentPromises {

    private static final TranslatorConfig OFFLINE = TranslatorConfig.judging("default");
    private static final TranslatorConfig CLUSTER = TranslatorConfig.enforcing("default");
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final Map<String, SchemaTypes> SCHEMAS = Map.of(
            "CiliumNetworkPolicy", SchemaTypes.of("ciliumnetworkpolicies"),
            "CiliumClusterwideNetworkPolicy", SchemaTypes.of("ciliumclusterwidenetworkpolicies"),
            "CiliumCIDRGroup", SchemaTypes.of("ciliumcidrgroups"));

    private DocumentPromises() {}

    /** The first promise that the document breaks, in words; null when it keeps all. */
    static @Nullable String broken(Map<String, Object> document) {
        try {
            var translation = translate(document, OFFLINE);
            return Stream.of(
                            misplaced(document, translate(document, CLUSTER).faults()),
                            misplaced(document, translation.faults()),
                            otherOnceRead(document, translation),
                            otherInTheOperator(document, translation),
                            takenAgainstTheSchema(document, translation.faults()))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse(null);
        } catch (RuntimeException e) {
            return "throws " + e + " at " + e.getStackTrace()[0];
        }
    }

    private static Translation<?> translate(Map<String, Object> document, TranslatorConfig config) {
        return PolicyKind.parse(kind(document))
                .<Translation<?>>map(kind -> new PolicyTranslator(config).translate(kind, document))
                .orElseGet(() -> CidrGroupTranslator.translate(document));
    }

    private static String kind(Map<String, Object> document) {
        return String.valueOf(document.get("kind"));
    }

    private static Optional<String> misplaced(Map<String, Object> document, List<Problem> problems) {
        var places = FieldPaths.of(document);
        return problems.stream()
                .filter(problem -> problem.message().isBlank()
                        || !(places.contains(problem.path()) || problem.reason() == Reason.REQUIRED))
                .findFirst()
                .map(problem -> "no such place, or no message: " + problem);
    }

    private static Optional<String> otherOnceRead(Map<String, Object> document, Translation<?> translation) {
        if (!translate(DocumentText.ofJson(DocumentText.json(document)), OFFLINE)
                .equals(translation)) {
            return Optional.of("JSON gives another translation");
        }
        return translate(DocumentText.ofYaml(DocumentText.yaml(document)), OFFLINE)
                        .equals(translation)
                ? Optional.empty()
                : Optional.of("YAML gives another translation");
    }

    private static Optional<String> otherInTheOperator(Map<String, Object> document, Translation<?> translation) {
        if (!isStored(document)) {
            return Optional.empty();
        }
        var type = kind(document).equals("CiliumNetworkPolicy")
                ? CiliumNetworkPolicy.class
                : CiliumClusterwideNetworkPolicy.class;
        PolicyResource policy = SERIALIZATION.unmarshal(DocumentText.json(document), type);
        return new PolicyDocuments(new PolicyTranslator(OFFLINE))
                        .present(policy)
                        .equals(translation)
                ? Optional.empty()
                : Optional.of("the operator's object gives another translation");
    }

    /** Whether an API server takes the document's head, so that the operator may come to see it. */
    private static boolean isStored(Map<String, Object> document) {
        return PolicyKind.parse(kind(document)).orElse(PolicyKind.NETWORK_POLICY) != PolicyKind.NETWORK_POLICY
                && "cilium.io/v2".equals(document.get("apiVersion"))
                && document.get("metadata") instanceof Map<?, ?> metadata
                && metadata.containsKey("name")
                && document.get("status") == null;
    }

    private static Optional<String> takenAgainstTheSchema(Map<String, Object> document, List<Problem> problems) {
        var schema = SCHEMAS.get(kind(document));
        if (schema == null) {
            return Optional.empty();
        }
        var refused = problems.stream().map(Problem::path).collect(Collectors.toSet());
        return Stream.of("spec", "specs")
                .filter(document::containsKey)
                .flatMap(field -> schema.refused(field, document.get(field)).stream())
                .filter(path -> !refused.contains(path))
                .findFirst()
                .map(path -> "the schema refuses what stands at " + path + ", the translator does not");
    }
}
