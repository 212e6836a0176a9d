// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.model.Policy;
import io.axoneme.net.EndpointRecord;
import io.axoneme.plan.PolicyCauses;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What the agent knows of its node. Each answer is a copy. Safe for several threads. */
public interface NodeView {

    /** How the agent is now; also before it has synced. */
    NodeState state();

    /**
     * Takes the datapath off the node, for good: the agent enforces nothing any more.
     *
     * @return devices of running pods, which are left
     */
    Answer<List<String>> leave();

    /** The maps, to be dumped. */
    KernelMaps maps();

    /** Pods of this node that have an interface. */
    Collection<EndpointRecord> endpoints();

    /** Identity number to its labels, {@code source:key=value}; without generated ones. */
    SortedMap<Integer, List<String>> identities();

    /** Local identities by which the datapath meets pods that a CIDR picks, each with the pod's own. */
    Map<Integer, Integer> aliases();

    /** Policies as they are enforced here. */
    Collection<Policy> policies();

    /** Grows with every change of what is enforced here. */
    long revision();

    /** Bit to what the selector picks, in canonical text. */
    SortedMap<Integer, String> selectors();

    /** Rules behind a policy id of the kernel. */
    Optional<PolicyCauses> causes(int policyId);
}
