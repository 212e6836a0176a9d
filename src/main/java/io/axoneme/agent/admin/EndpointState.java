// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.Endpoint;
import io.axoneme.abi.PolicyHead;
import io.axoneme.net.EndpointRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * An endpoint as it is in the kernel.
 *
 * @param record what was made for the pod
 * @param identity 0 when the kernel does not know the endpoint
 * @param policyId 0: none, everything is dropped
 * @param flags of the policy's head
 */
record EndpointState(EndpointRecord record, int identity, int policyId, int flags) {

    /** Its state once it is under policy. */
    static final String READY = "ready";

    /** Every endpoint of the node, by number. */
    static List<EndpointState> all(NodeView node) throws KernelUnreadable {
        Map<Integer, Endpoint> devices = Dumps.of(node.maps(), AbiMaps.ENDPOINT_DEV);
        Map<Integer, Integer> policies = Dumps.of(node.maps(), AbiMaps.ENDPOINT_POLICY);
        Map<Integer, PolicyHead> heads = Dumps.of(node.maps(), AbiMaps.POLICY_HEAD);
        Map<Integer, Integer> aliases = node.aliases();
        List<EndpointState> states = new ArrayList<>();
        for (EndpointRecord record : node.endpoints()) {
            Endpoint entry = devices.get(record.made().ifindex());
            int policyId = policies.getOrDefault(record.endpointId(), 0);
            PolicyHead head = heads.getOrDefault(policyId, new PolicyHead(0));
            int identity = entry == null ? 0 : aliases.getOrDefault(entry.identity(), entry.identity());
            states.add(new EndpointState(record, identity, policyId, head.flags()));
        }
        states.sort(Comparator.comparingInt(s -> s.record.endpointId()));
        return states;
    }

    String ingress() {
        return enforcement(Abi.POLICY_ENFORCE_INGRESS);
    }

    String egress() {
        return enforcement(Abi.POLICY_ENFORCE_EGRESS);
    }

    private String enforcement(int flag) {
        // Without a policy everything is dropped, which is as enforced as it gets.
        if (policyId != 0 && (flags & flag) == 0) {
            return "Disabled";
        }
        return (flags & Abi.POLICY_AUDIT) != 0 ? "Disabled (Audit)" : "Enabled";
    }

    String state() {
        if (identity == 0) {
            return "waiting-for-identity";
        }
        return policyId == 0 ? "not-ready" : READY;
    }
}
