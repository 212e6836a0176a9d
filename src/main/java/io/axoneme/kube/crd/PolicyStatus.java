// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a policy. Only the operator writes it.
 *
 * @param observedGeneration generation that this status speaks of
 * @param observedResourceVersion resourceVersion at which that generation was first seen: a node whose report reaches it has enforced this generation
 * @param conditions {@code Valid} and {@code Enforced}, one entry a type; {@code SelectsNothing} and {@code NarrowedByL7} only while they hold
 * @param enforced nodes that enforce the generation and nodes there are, as {@code n/n}
 * @param endpoints pods of the cluster that it selects; absent while that is not known
 * @param enforcedSpec the last valid version, only while the present one is invalid
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PolicyStatus(
        @JsonPropertyDescription("The generation that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The resourceVersion at which that generation was first seen.") @Nullable
        String observedResourceVersion,

        @JsonPropertyDescription("Valid and Enforced, and what else holds of it, one entry a type.") @Nullable
        List<Condition> conditions,

        @JsonPropertyDescription("Nodes that enforce the policy, of all nodes there are.") @Nullable
        String enforced,

        @JsonPropertyDescription("Pods of the cluster that the policy selects.") @Nullable
        Long endpoints,

        @JsonPropertyDescription("The last valid version, kept in force while the present one is invalid.") @Nullable
        EnforcedSpec enforcedSpec) {}
