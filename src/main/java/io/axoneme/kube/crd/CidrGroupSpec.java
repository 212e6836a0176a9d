// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Contents of a {@link CiliumCIDRGroup}.
 *
 * @param externalCidrs ranges as written, for example {@code 192.0.2.0/24}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CidrGroupSpec(
        @JsonProperty("externalCIDRs")
        @JsonPropertyDescription("Address ranges outside the cluster.")
        @Required
        @Nullable
        List<String> externalCidrs) {

    /** A group without any range; what a document without a spec reads as. */
    public CidrGroupSpec() {
        this(null);
    }
}
