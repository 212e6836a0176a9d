// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.CustomResource;
import org.jspecify.annotations.Nullable;

/**
 * What the two policy kinds share. Their rules stay a raw tree: absent, {@code []} and {@code [{}]} mean different things,
 * and an unknown field must be refused by its name, so nothing may be lost or filled in between the wire and the translator.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public abstract class PolicyResource extends CustomResource<JsonNode, PolicyStatus> {

    private @Nullable JsonNode specs;

    @Override
    protected @Nullable JsonNode initSpec() {
        return null; // The inherited way would try to instantiate the tree's abstract class.
    }

    @Override
    protected @Nullable PolicyStatus initStatus() {
        return null;
    }

    /** Further policies in the same document; enforced all or none together with {@code spec}. */
    public @Nullable JsonNode getSpecs() {
        return specs;
    }

    public void setSpecs(@Nullable JsonNode specs) {
        this.specs = specs;
    }

    /**
     * The part of the document that says what is enforced: an object with {@code spec} and {@code specs} as written, each
     * only when the document has it.
     */
    public ObjectNode desired() {
        var desired = JsonNodeFactory.instance.objectNode();
        if (getSpec() != null) {
            desired.set("spec", getSpec());
        }
        if (specs != null) {
            desired.set("specs", specs);
        }
        return desired;
    }
}
