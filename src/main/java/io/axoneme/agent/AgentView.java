// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.Count;
import io.axoneme.abi.LostKey;
import io.axoneme.abi.MetricKey;
import io.axoneme.agent.admin.NodeState;
import io.axoneme.agent.admin.NodeView;
import io.axoneme.agent.pod.NodePodNetwork;
import io.axoneme.agent.report.LoaderState;
import io.axoneme.agent.report.Readings;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.model.Policy;
import io.axoneme.net.EndpointRecord;
import io.axoneme.net.EndpointStore;
import io.axoneme.net.StateFile;
import io.axoneme.plan.PolicyCauses;
import io.axoneme.telemetry.NodeMeters;
import java.util.Collection;
import java.util.HashMap;
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
    public NodeState state() {
        var engine = agent.engine();
        var ranges = engine.hasBegun() ? network.ranges() : List.<EndpointStore.RangeUse>of();
        var loader = LoaderState.of(engine.loader().status());
        var flows = flows(); // reads the ring: not on the engine's thread
        var folderTrouble = StateFile.trouble(agent.stateFolder()); // writes: not on the engine's thread either
        var account = loader instanceof Answer.Done<LoaderState>(var known) ? known : LoaderState.unknown();
        return engine.ask(() -> {
                    var sources = agent.sources();
                    return new NodeState(
                            agent.node(),
                            version,
                            agent.describe(),
                            agent.waitingFor(),
                            engine.trouble(),
                            engine.journalTrouble().isEmpty() ? folderTrouble : engine.journalTrouble(),
                            new NodeState.Api(sources.trouble(), sources.silenceSeconds()),
                            policyState(),
                            agent.unmanagedPods(),
                            agent.hostPorts().refusals(),
                            agent.endpoints().count(),
                            sources.directory().identities().size(),
                            ranges,
                            flows,
                            account,
                            loader.trouble());
                })
                .join();
    }

    /** What metrics say, read now. Without counts when the kernel cannot be read: then it is out of sync. */
    NodeMeters.Reading reading() {
        var state = state();
        var counted = new HashMap<MetricKey, Count>();
        boolean isRead = isRead(AbiMaps.METRICS, counted);
        return new NodeMeters.Reading(
                state.endpoints(),
                state.identities(),
                state.policies().revision(),
                state.policies().total(),
                state.policies().faults().size(),
                state.ready(),
                state.unmanaged().size(),
                state.flows().seen(),
                Readings.lost(agent.flows().losses().byKind()),
                isRead ? Readings.packets(counted) : Map.of(),
                Readings.maps(state.loader()),
                state.loader().refusals());
    }

    private NodeState.PolicyState policyState() {
        var policies = agent.sources().policies();
        return new NodeState.PolicyState(policies.count(), policies.faults(), currentRevision());
    }

    private NodeState.FlowState flows() {
        var flows = agent.flows();
        var losses = flows.losses();
        var counted = new HashMap<LostKey, Long>();
        if (isRead(AbiMaps.EVENTS_LOST, counted)) {
            losses.counted(counted);
        }
        return new NodeState.FlowState(flows.seen(), flows.perSecond(), losses.byType(), losses.lately());
    }

    /** Before the maps are loaded nobody asks for them: the loader would count that as a refusal, which status tells as something wrong. */
    private <K, V> boolean isRead(AbiMap<K, V> map, Map<K, V> into) {
        return agent.engine().hasBegun() && maps().dump(map, into::put).isDone();
    }

    /** Before the kernel was read there is no graph, and nothing was changed. */
    private long currentRevision() {
        return agent.engine().hasBegun() ? agent.engine().graph().revision() : 0;
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
    public Map<Integer, Integer> aliases() {
        return agent.engine().aliases().all();
    }

    @Override
    public Collection<Policy> policies() {
        return agent.engine()
                .ask(() -> List.copyOf(agent.sources().policies().enforced().values()))
                .join();
    }

    @Override
    public long revision() {
        return agent.engine().ask(this::currentRevision).join();
    }

    @Override
    public SortedMap<Integer, String> selectors() {
        return agent.engine()
                .ask(() -> {
                    var byBit = new TreeMap<Integer, String>();
                    if (agent.engine().hasBegun()) {
                        agent.engine().graph().allSelectors().forEach(s -> byBit.put(s.bit(), s.text()));
                    }
                    return byBit;
                })
                .join();
    }

    @Override
    public Optional<PolicyCauses> causes(int policyId) {
        return agent.engine().causes().of(policyId);
    }
}
