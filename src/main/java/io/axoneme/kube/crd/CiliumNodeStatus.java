// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What came of a node's spec.
 *
 * @param ipam problems with its pod ranges
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CiliumNodeStatus(@Nullable Ipam ipam) {

    /** A status that says nothing. */
    public CiliumNodeStatus() {
        this(null);
    }

    /** The status of this sentence, or of none when nothing is wrong. */
    public static CiliumNodeStatus of(@Nullable String error) {
        return new CiliumNodeStatus(new Ipam(new OperatorStatus(error)));
    }

    /** State of address management. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Ipam(
            @JsonProperty("operator-status") @Nullable OperatorStatus operatorStatus) {}

    /**
     * What the operator has to say.
     *
     * @param error why the node has no pod range; null when it has one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record OperatorStatus(@Nullable String error) {}
}
