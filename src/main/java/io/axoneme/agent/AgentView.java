// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.agent.admin.NodeView;
import io.axoneme.agent.pod.NodePodNetwork;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.model.Policy;
import io.axoneme.net.EndpointRecord;
import io.axoneme.plan.PolicyCauses;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The agent's state for the command line: each answer is taken on the engine's thread. */
final class AgentView implements NodeView {

    private final String version;
    private final NodeAgent agent;
    private final NodePodNetwork network;
    private final Supplier<Answer<List<String>>> leave;

    AgentView(String version, NodeAgent agent, NodePodNetwork network, Supplier<Answer<List<String>>> leave) {
        this.version = version;
        this.agent = agent;
        this.network = network;
        this.leave = leave;
    }

    @Override
    public Map<String, String> status() {
        var engine = agent.engine();
        var leases = network.usage();
        return engine.ask(() -> {
                    var status = new LinkedHashMap<String, String>();
                    var trouble = engine.sync().trouble();
                    status.put("Datapath", trouble.isEmpty() ? "Ok" : "OUT OF SYNC: " + trouble);
                    status.put(
                            "Kubernetes",
                            agent.sources().missing().isEmpty()
                                    ? "Ok   last heard of within "
                                            + agent.sources().silenceSeconds() + " s"
                                    : "waiting for " + agent.sources().missing());
                    status.put("Node", agent.describe());
                    status.put("IPAM", leases);
                    status.put("Endpoints", Integer.toString(agent.endpoints().count()));
                    status.put("Unmanaged pods", agent.unmanagedPods().toString());
                    status.put(
                            "Not enforced",
                            agent.sources().policies().notEnforced().toString());
                    status.put("Policy revision", Long.toString(engine.graph().revision()));
                    status.put("Hubble", agent.flowsSeen() + " flows seen");
                    status.put("Version", version);
                    return (Map<String, String>) status;
                })
                .join();
    }

    @Override
    public boolean healthy() {
        return agent.engine().isOpen()
                && agent.engine().ask(() -> agent.engine().sync().inSync()).join();
    }

    @Override
    public Answer<List<String>> leave() {
        return leave.get();
    }

    @Override
    public KernelMaps maps() {
        return agent.engine().maps();
    }

    @Override
    public Collection<EndpointRecord> endpoints() {
        return network.records();
    }

    @Override
    public SortedMap<Integer, List<String>> identities() {
        return new TreeMap<>(agent.sources().directory().identities());
    }

    @Override
    public Collection<Policy> policies() {
        return agent.engine()
                .ask(() -> List.copyOf(agent.sources().policies().enforced().values()))
                .join();
    }

    @Override
    public long revision() {
        return agent.engine().ask(() -> agent.engine().graph().revision()).join();
    }

    @Override
    public SortedMap<Integer, String> selectors() {
        return agent.engine()
                .ask(() -> {
                    var byBit = new TreeMap<Integer, String>();
                    agent.engine().graph().allSelectors().forEach(s -> byBit.put(s.bit(), s.text()));
                    return byBit;
                })
                .join();
    }

    @Override
    public Optional<PolicyCauses> causes(int policyId) {
        return agent.engine().causes().of(policyId);
    }
}
