// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node is given.
 *
 * @param addresses the node's addresses
 * @param ipam ranges for its pods
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CiliumNodeSpec(
        @JsonPropertyDescription("Addresses of the node.") @Nullable
        List<Address> addresses,

        @JsonPropertyDescription("Address ranges for the node's pods.") @Nullable
        Ipam ipam) {

    /** A spec that says nothing. */
    public CiliumNodeSpec() {
        this(null, null);
    }

    /**
     * One address of a node.
     *
     * @param type {@code InternalIP}, {@code ExternalIP}, {@code CiliumInternalIP}
     * @param ip the address as text
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Address(@Nullable String type, @Nullable String ip) {}

    /**
     * Address management.
     *
     * @param podCIDRs ranges that the node's agent gives addresses from
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Ipam(@Nullable List<String> podCIDRs) {}
}
