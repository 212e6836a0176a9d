// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.agent.report.LoaderState;
import io.axoneme.agent.report.Losses;
import io.axoneme.agent.source.Policies;
import io.axoneme.net.EndpointStore;
import java.util.List;
import java.util.Map;

/**
 * How a node's agent is, at one moment.
 *
 * @param node the node's name
 * @param version the agent's
 * @param description the node in words: addresses, pod ranges, devices
 * @param waitingFor what is missing until everything desired is in force for the first time; empty from then on
 * @param trouble why the kernel does not hold what is desired; empty when it does
 * @param stateTrouble why the state folder cannot be written, with its name; empty when it can
 * @param api how the API server is heard
 * @param policies what is enforced
 * @param unmanaged pods that are older than the agent and under no policy, {@code namespace/name}
 * @param hostPorts ports of the node that pods ask for and do not get: {@code namespace/name (8080/TCP: why)}
 * @param endpoints pods that have an interface
 * @param identities identities that are known
 * @param addresses how full the node's pod ranges are
 * @param flows flows and losses
 * @param loader the loader's own account; unknown when {@code loaderTrouble} says why
 * @param loaderTrouble empty when the loader answers
 */
public record NodeState(
        String node,
        String version,
        String description,
        String waitingFor,
        String trouble,
        String stateTrouble,
        Api api,
        PolicyState policies,
        List<String> unmanaged,
        List<String> hostPorts,
        int endpoints,
        int identities,
        List<EndpointStore.RangeUse> addresses,
        FlowState flows,
        LoaderState loader,
        String loaderTrouble) {

    /**
     * How the API server is heard.
     *
     * @param trouble why it is not heard now; empty as long as it is
     * @param silenceSeconds the longest time in which nothing was heard of a kind
     */
    public record Api(String trouble, long silenceSeconds) {}

    /**
     * What is enforced.
     *
     * @param total policies there are, valid or not
     * @param faults those whose present version is not valid
     * @param revision grows with every change of what is enforced
     */
    public record PolicyState(int total, List<Policies.Fault> faults, long revision) {}

    /**
     * Flows since the agent's start, and losses.
     *
     * @param lost events that never became flows, by type: of the datapath since its maps were made, of the loader since the agent's start
     * @param lostLately whose events were lost within the last ten minutes, most first
     */
    public record FlowState(long seen, double perSecond, Map<String, Long> lost, List<Losses.Whose> lostLately) {}

    /** Whether everything desired is in force. */
    public boolean ready() {
        return waitingFor.isEmpty() && trouble.isEmpty();
    }

    /** Policies that are enforced as they are written now. */
    int enforced() {
        return ready() ? policies.total() - policies.faults().size() : 0;
    }
}
