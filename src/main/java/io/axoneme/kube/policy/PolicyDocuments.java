// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.axoneme.kube.crd.EnforcedSpec;
import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.Translation;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Policy objects to translations: of their present version, and of the last valid one that their status keeps. Thread-safe. */
public final class PolicyDocuments {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final PolicyTranslator translator;

    public PolicyDocuments(PolicyTranslator translator) {
        this.translator = translator;
    }

    /** The kind of a policy object. */
    public static PolicyKind kind(PolicyResource policy) {
        return policy instanceof CiliumNetworkPolicy
                ? PolicyKind.CILIUM_NETWORK_POLICY
                : PolicyKind.CILIUM_CLUSTERWIDE_NETWORK_POLICY;
    }

    /** The document as it stands. */
    public Translation<Policy> present(PolicyResource policy) {
        return translate(policy, generation(policy), policy.getSpec(), policy.getSpecs());
    }

    /** The last valid version, when the status keeps one because the present one is invalid. */
    public Optional<Translation<Policy>> kept(PolicyResource policy) {
        return Optional.ofNullable(policy.getStatus())
                .map(status -> status.enforcedSpec())
                .map(enforced -> version(policy, enforced));
    }

    /** What is enforced in place of an invalid present version when no valid one is known. */
    public Optional<Policy> standIn(PolicyResource policy, Translation<Policy> present, InvalidPolicy invalidPolicy) {
        return invalidPolicy.standIn(kind(policy), head(policy, generation(policy)), present);
    }

    /** The same of a NetworkPolicy. */
    public Optional<Policy> standIn(NetworkPolicy policy, Translation<Policy> present, InvalidPolicy invalidPolicy) {
        return invalidPolicy.standIn(PolicyKind.NETWORK_POLICY, head(policy, generation(policy)), present);
    }

    /** Another version of the same object. */
    public Translation<Policy> version(PolicyResource policy, EnforcedSpec version) {
        return translate(policy, Objects.requireNonNullElse(version.generation(), 0L), version.spec(), version.specs());
    }

    /** A NetworkPolicy as it stands. */
    public Translation<Policy> present(NetworkPolicy policy) {
        var tree = head(policy, generation(policy));
        tree.put("spec", MAPPER.convertValue(policy.getSpec(), Object.class));
        return translator.translate(PolicyKind.NETWORK_POLICY, tree);
    }

    private Translation<Policy> translate(
            PolicyResource policy, long generation, @Nullable JsonNode spec, @Nullable JsonNode specs) {
        var tree = head(policy, generation);
        if (spec != null) {
            tree.put("spec", MAPPER.convertValue(spec, Object.class));
        }
        if (specs != null) {
            tree.put("specs", MAPPER.convertValue(specs, Object.class));
        }
        return translator.translate(kind(policy), tree);
    }

    private static Map<String, Object> head(HasMetadata policy, long generation) {
        var metadata = policy.getMetadata();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", metadata.getName());
        if (metadata.getNamespace() != null) {
            fields.put("namespace", metadata.getNamespace());
        }
        fields.put("uid", Objects.requireNonNullElse(metadata.getUid(), ""));
        fields.put("generation", generation);
        fields.put("labels", Objects.requireNonNullElse(metadata.getLabels(), Map.of()));
        fields.put("annotations", Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()));
        var tree = new LinkedHashMap<String, Object>();
        tree.put("apiVersion", policy.getApiVersion());
        tree.put("kind", policy.getKind());
        tree.put("metadata", fields);
        return tree;
    }

    private static long generation(HasMetadata policy) {
        return Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
    }
}
