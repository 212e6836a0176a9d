// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The shape of one policy, from which its schema is made; nothing else uses it, since rules are read as a raw tree.
 *
 * <p>Types only: what a value must be beyond its type is judged by the translator, whose sentence names field and reason
 * and leaves the last valid version in force, while a document that the schema refuses is not stored at all.
 */
record PolicySpecSchema(
        @JsonPropertyDescription("What the policy is for.") String description,

        @JsonPropertyDescription("Labels of the policy itself.")
        List<ObjectNode> labels,

        @JsonPropertyDescription("Text that goes into the log beside verdicts of this policy.")
        Log log,

        @JsonPropertyDescription("Endpoints that the policy is about.")
        Selector endpointSelector,

        @JsonPropertyDescription("Nodes that the policy is about; cluster-wide policies only.")
        Selector nodeSelector,

        @JsonPropertyDescription("Whether the rules bring default deny; absent means true.")
        EnableDefaultDeny enableDefaultDeny,

        @JsonPropertyDescription("What may come in. An empty list denies everything that nothing else allows.")
        List<IngressRule> ingress,

        @JsonPropertyDescription("What may not come in, whatever allows it.")
        List<IngressRule> ingressDeny,

        @JsonPropertyDescription("What may go out. An empty list denies everything that nothing else allows.")
        List<EgressRule> egress,

        @JsonPropertyDescription("What may not go out, whatever allows it.")
        List<EgressRule> egressDeny) {

    record Log(String value) {}

    record EnableDefaultDeny(Boolean ingress, Boolean egress) {}

    record Selector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {}

    record Requirement(
            String key,

            @JsonPropertyDescription("In, NotIn, Exists or DoesNotExist.")
            String operator,

            List<String> values) {}

    record IngressRule(
            List<Selector> fromEndpoints,
            List<Selector> fromNodes,
            List<String> fromCIDR,
            List<CidrRule> fromCIDRSet,
            List<String> fromEntities,
            List<ObjectNode> fromGroups,
            List<Selector> fromRequires,
            List<PortRule> toPorts,
            List<IcmpRule> icmps,
            Authentication authentication) {}

    record EgressRule(
            List<Selector> toEndpoints,
            List<Selector> toNodes,
            List<String> toCIDR,
            List<CidrRule> toCIDRSet,
            List<String> toEntities,
            List<ObjectNode> toServices,
            List<Fqdn> toFQDNs,
            List<ObjectNode> toGroups,
            List<Selector> toRequires,
            List<PortRule> toPorts,
            List<IcmpRule> icmps,
            Authentication authentication) {}

    record CidrRule(String cidr, String cidrGroupRef, Selector cidrGroupSelector, List<String> except) {}

    record Fqdn(String matchName, String matchPattern) {}

    record PortRule(
            List<PortProtocol> ports,
            ObjectNode terminatingTLS,
            ObjectNode originatingTLS,
            List<String> serverNames,
            ObjectNode listener,

            @JsonPropertyDescription("What the proxy lets pass: http, dns and others.")
            ObjectNode rules) {}

    record PortProtocol(
            @JsonPropertyDescription("A number or a name, as a string.")
            String port,

            Integer endPort,

            @JsonPropertyDescription("TCP, UDP, SCTP, ICMP, ICMPv6 or ANY.")
            String protocol) {}

    record IcmpRule(List<IcmpField> fields) {}

    record IcmpField(String family, io.fabric8.kubernetes.api.model.IntOrString type) {}

    record Authentication(String mode) {}
}
