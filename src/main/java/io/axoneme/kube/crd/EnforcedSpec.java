// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import org.jspecify.annotations.Nullable;

/**
 * The last valid version of a policy whose present version is invalid: agents enforce this one.
 *
 * @param generation the generation that this version had
 * @param spec as it stood in the document; null when it had none
 * @param specs as it stood in the document; null when it had none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EnforcedSpec(
        @JsonPropertyDescription("The generation that this version had.") @Nullable
        Long generation,

        @PreserveUnknownFields @Nullable JsonNode spec,
        @PreserveUnknownFields @Nullable JsonNode specs) {

    /** Keeps what {@link PolicyResource#desired()} gave for a valid version. */
    public static EnforcedSpec of(long generation, ObjectNode desired) {
        return new EnforcedSpec(generation, desired.get("spec"), desired.get("specs"));
    }

    /** The same form as {@link PolicyResource#desired()}. */
    public ObjectNode desired() {
        var desired = JsonNodeFactory.instance.objectNode();
        if (spec != null) {
            desired.set("spec", spec);
        }
        if (specs != null) {
            desired.set("specs", specs);
        }
        return desired;
    }
}
