// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Contents of an {@link AxonemeNodeStatus}. The agent writes it when it changed, at most every max(1 s, nodes / 50 s).
 *
 * @param ready whether the datapath is attached and the first sync is done; never false again while pinned programs enforce
 * @param version version of the agent
 * @param enforced kind to the resourceVersion of the last event of that kind, up to which everything is enforced or listed in {@code failures}
 * @param failures policies of this node that are not enforced as written, sorted by kind, namespace and name
 * @param endpoints endpoints that the node has
 * @param unmanagedPods pods of the node that are older than the agent and not under policy
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeStatus(
        @JsonPropertyDescription("Whether the datapath is attached and the first sync is done.") @Nullable
        Boolean ready,

        @JsonPropertyDescription("Version of the agent.") @Nullable
        String version,

        @JsonPropertyDescription("Kind to the resourceVersion up to which everything of that kind is enforced.")
        @Nullable
        Map<String, String> enforced,

        @JsonPropertyDescription("Policies that are not enforced as written.") @Nullable
        List<Failure> failures,

        @JsonPropertyDescription("Number of endpoints.") @Nullable
        Integer endpoints,

        @JsonPropertyDescription("Number of pods that are older than the agent and not under policy.") @Nullable
        Integer unmanagedPods) {

    /** What an agent says before its first sync. */
    public static NodeStatus starting(String version) {
        return new NodeStatus(false, version, Map.of(), List.of(), 0, 0);
    }

    /**
     * A policy that this node does not enforce as written.
     *
     * @param namespace null for cluster-wide kinds
     * @param uid of the object, since a name may be used again
     * @param generation the generation that failed
     * @param reason one word, for example {@code TooManySelectors}
     * @param message a sentence
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failure(
            @Nullable String kind,
            @Nullable String namespace,
            @Nullable String name,
            @Nullable String uid,
            @Nullable Long generation,
            @Nullable String reason,
            @Nullable String message) {}
}
