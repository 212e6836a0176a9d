// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.List;

/**
 * The policies that allowed or denied a flow, by direction, most specific first. Those that deny an audited one let it pass, and would not if they
 * were enforced.
 *
 * @param log log texts set in these policies, each once
 */
public record Causes(
        List<FlowPolicy> egressAllowedBy,
        List<FlowPolicy> ingressAllowedBy,
        List<FlowPolicy> egressDeniedBy,
        List<FlowPolicy> ingressDeniedBy,
        List<String> log) {

    public static final Causes NONE = new Causes(List.of(), List.of(), List.of(), List.of(), List.of());

    public Causes {
        egressAllowedBy = List.copyOf(egressAllowedBy);
        ingressAllowedBy = List.copyOf(ingressAllowedBy);
        egressDeniedBy = List.copyOf(egressDeniedBy);
        ingressDeniedBy = List.copyOf(ingressDeniedBy);
        log = List.copyOf(log);
    }

    /** Policies that denied in one direction. */
    public static Causes denied(FlowDirection direction, List<FlowPolicy> policies, List<String> log) {
        return switch (direction) {
            case INGRESS -> new Causes(List.of(), List.of(), List.of(), policies, log);
            case EGRESS -> new Causes(List.of(), List.of(), policies, List.of(), log);
            case UNKNOWN -> NONE;
        };
    }

    /** Policies that allowed in one direction. */
    public static Causes allowed(FlowDirection direction, List<FlowPolicy> policies, List<String> log) {
        return switch (direction) {
            case INGRESS -> new Causes(List.of(), policies, List.of(), List.of(), log);
            case EGRESS -> new Causes(policies, List.of(), List.of(), List.of(), log);
            case UNKNOWN -> NONE;
        };
    }

    /** Those that allowed in a direction. */
    public List<FlowPolicy> allowedBy(FlowDirection direction) {
        return switch (direction) {
            case INGRESS -> ingressAllowedBy;
            case EGRESS -> egressAllowedBy;
            case UNKNOWN -> List.of();
        };
    }

    /** Those that denied in a direction. */
    public List<FlowPolicy> deniedBy(FlowDirection direction) {
        return switch (direction) {
            case INGRESS -> ingressDeniedBy;
            case EGRESS -> egressDeniedBy;
            case UNKNOWN -> List.of();
        };
    }
}
