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
 * State of a {@link CiliumEndpoint}; field names are those of the public API.
 *
 * @param id the endpoint's number on its node, 1 to 4095
 * @param identity its security identity
 * @param networking its addresses and its node's
 * @param policy whether each direction is enforced
 * @param namedPorts container ports that have a name
 * @param externalIdentifiers the sandbox behind the endpoint
 * @param state {@code ready} and the other states of {@link State}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EndpointStatus(
        @JsonPropertyDescription("Number of the endpoint on its node.") @Nullable
        Long id,

        @JsonPropertyDescription("Security identity of the endpoint.") @Nullable
        Identity identity,

        @JsonPropertyDescription("Addresses of the endpoint and its node.") @Nullable
        Networking networking,

        @JsonPropertyDescription("Whether policy is enforced, by direction.") @Nullable
        Policy policy,

        @JsonProperty("named-ports") @JsonPropertyDescription("Container ports that have a name.") @Nullable
        List<NamedPort> namedPorts,

        @JsonProperty("external-identifiers")
        @JsonPropertyDescription("What the endpoint is called elsewhere.")
        @Nullable
        ExternalIdentifiers externalIdentifiers,

        @JsonPropertyDescription("State of the endpoint.") @Nullable
        State state) {

    /** States of an endpoint, as the public API spells them. */
    public enum State {
        @JsonProperty("creating")
        CREATING,
        @JsonProperty("waiting-for-identity")
        WAITING_FOR_IDENTITY,
        @JsonProperty("not-ready")
        NOT_READY,
        @JsonProperty("waiting-to-regenerate")
        WAITING_TO_REGENERATE,
        @JsonProperty("regenerating")
        REGENERATING,
        @JsonProperty("restoring")
        RESTORING,
        @JsonProperty("ready")
        READY,
        @JsonProperty("disconnecting")
        DISCONNECTING,
        @JsonProperty("disconnected")
        DISCONNECTED,
        @JsonProperty("invalid")
        INVALID
    }

    /**
     * The endpoint's security identity.
     *
     * @param id the number
     * @param labels {@code source:key=value}, sorted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Identity(@Nullable Long id, @Nullable List<String> labels) {}

    /**
     * Where the endpoint is reached.
     *
     * @param addressing its addresses, one entry a pair
     * @param node address of its node, reachable from other nodes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Networking(
            @Required @Nullable List<AddressPair> addressing,
            @Nullable String node) {}

    /** An IPv4 address, an IPv6 address, or both. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AddressPair(
            @Nullable String ipv4, @Nullable String ipv6) {}

    /** Enforcement by direction. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Policy(
            @Nullable Direction ingress, @Nullable Direction egress) {

        /** Enforcement as the kernel has it. */
        public static Policy enforcing(boolean ingress, boolean egress) {
            return new Policy(Direction.enforcing(ingress), Direction.enforcing(egress));
        }
    }

    /**
     * Enforcement in one direction.
     *
     * @param enforcing whether traffic that no rule allows is dropped
     * @param state {@code enforcing}, {@code non-enforcing} or {@code disabled}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Direction(
            @Required @Nullable Boolean enforcing, @Nullable String state) {

        static Direction enforcing(boolean enforcing) {
            return new Direction(enforcing, enforcing ? "enforcing" : "disabled");
        }
    }

    /**
     * A container port that has a name.
     *
     * @param port 1 to 65535
     * @param protocol TCP, UDP or SCTP
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NamedPort(
            @Nullable String name,
            @Nullable Integer port,
            @Nullable String protocol) {}

    /**
     * What the endpoint is called elsewhere.
     *
     * @param containerId the sandbox, as the container runtime names it
     * @param podName {@code namespace/name}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ExternalIdentifiers(
            @JsonProperty("container-id") @Nullable String containerId,
            @JsonProperty("k8s-namespace") @Nullable String namespace,
            @JsonProperty("k8s-pod-name") @Nullable String pod,
            @JsonProperty("pod-name") @Nullable String podName) {}
}
