// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.FailsafePort;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.LabelSelector;
import java.util.List;

/**
 * What the graph takes as given for as long as it lives.
 *
 * @param cluster name of the own cluster, which tells its pods from those of others
 * @param mode when endpoints are enforced without a policy that says so
 * @param dnsServers picks the pods that entity {@code dns} means
 * @param dualStack whether the world is two identities (9 and 10) or one (2)
 * @param l7OverL4 what L7 rules do to plain allows of the same peer and port
 * @param failsafe what policies for nodes never close
 * @param cidrMatch whom CIDRs pick
 * @param maxSelectors how many selectors may have a bit at a time, that of everyone included
 */
public record GraphConfig(
        String cluster,
        EnforcementMode mode,
        LabelSelector dnsServers,
        boolean dualStack,
        L7OverL4 l7OverL4,
        List<FailsafePort> failsafe,
        CidrMatchMode cidrMatch,
        int maxSelectors) {

    /** Bits of the widest vectors that the datapath has. */
    public static final int MAX_SELECTORS = 8_192;

    public GraphConfig {
        failsafe = List.copyOf(failsafe);
    }

    /** One with as many selectors as the datapath has room for. */
    public GraphConfig(
            String cluster,
            EnforcementMode mode,
            LabelSelector dnsServers,
            boolean dualStack,
            L7OverL4 l7OverL4,
            List<FailsafePort> failsafe,
            CidrMatchMode cidrMatch) {
        this(cluster, mode, dnsServers, dualStack, l7OverL4, failsafe, cidrMatch, MAX_SELECTORS);
    }

    /** One where L7 rules hold, with the usual failsafe ports, and CIDRs pick outside addresses alone. */
    public GraphConfig(String cluster, EnforcementMode mode, LabelSelector dnsServers, boolean dualStack) {
        this(cluster, mode, dnsServers, dualStack, L7OverL4.RESTRICT, FailsafePort.DEFAULT, CidrMatchMode.OUTSIDE);
    }
}
