// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A security identity: a number for a set of labels. The object's name is the number, so that creating it is also what
 * reserves the number.
 */
@Group(ApiGroups.CILIUM)
@Version(ApiGroups.CILIUM_VERSION)
@ShortNames("ciliumid")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class CiliumIdentity extends CustomResource<Void, Void> {

    @Required
    @JsonProperty("security-labels")
    @JsonPropertyDescription("The labels that make up the identity: source:key to value.")
    private @Nullable Map<String, String> securityLabels;

    /** Labels of the identity, {@code source:key} to value: the source of truth, unlike the object's own labels. */
    public @Nullable Map<String, String> getSecurityLabels() {
        return securityLabels;
    }

    public void setSecurityLabels(@Nullable Map<String, String> securityLabels) {
        this.securityLabels = securityLabels;
    }
}
