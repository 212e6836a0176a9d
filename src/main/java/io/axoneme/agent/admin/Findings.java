// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.agent.report.LoaderState;
import io.axoneme.agent.source.Policies;
import io.axoneme.net.EndpointStore;
import io.axoneme.net.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong with a node, worst first: a function of its state. */
final class Findings {

    /** Names in one sentence; the rest is counted. */
    private static final int NAMES = 10;

    /** Hundredths in use from which on a table or range is told to be nearly full. */
    private static final int NEARLY = 90;

    /** Refusals that belong to a pod which vanished while it was being connected. */
    private static final Set<String> OF_VANISHED_PODS =
            Set.of("kernel_error", "device", "device_name", "network_namespace", "netns_path");

    /** Told for as long as it is so: as a map that is full, and as a kernel that is out of sync. Then what was refused is in force. */
    private static final String NO_ROOM = "map_full";

    /** What pods cannot do without; of other features there is a second way. */
    private static final Set<String> NEEDED = Set.of("trie_batch", "sock_addr", "forwarding");

    private final NodeState state;
    private final List<Finding> found = new ArrayList<>();

    private Findings(NodeState state) {
        this.state = state;
    }

    /**
     * All of them.
     *
     * @param notReady endpoints that are not enforced yet: {@code namespace/name (state)}
     */
    static List<Finding> of(NodeState state, List<String> notReady) {
        var findings = new Findings(state);
        findings.stateFolder();
        findings.sync();
        findings.kernel();
        findings.policies();
        findings.pods(notReady);
        findings.capacity();
        findings.observation();
        return List.copyOf(findings.found);
    }

    private void add(String code, String sentence, String command) {
        found.add(new Finding(code, sentence, command));
    }

    /** First of all, since a full disk is behind much else that goes wrong. */
    private void stateFolder() {
        if (!state.stateTrouble().isEmpty()) {
            add(
                    "StateNotWritable",
                    "The state folder cannot be written: " + state.stateTrouble()
                            + ". Running pods and changes of policy go on as they should; no pod can be added, and were"
                            + " the agent to start anew now, drops by what is in force would not be named.",
                    "df -h " + folder(state.stateTrouble()));
        }
    }

    private static String folder(String trouble) {
        return trouble.substring(0, trouble.indexOf(": "));
    }

    private void sync() {
        if (!state.waitingFor().isEmpty()) {
            add(
                    "NotSynced",
                    "The agent has not synced yet: it waits for " + state.waitingFor()
                            + ". Running pods keep the policies that an earlier agent enforced; no pod can be added.",
                    ofNode("logs", " -c agent"));
        } else if (!state.trouble().isEmpty()) {
            add(
                    "KernelOutOfSync",
                    "The kernel does not hold what is desired: " + state.trouble()
                            + ". What was in force before goes on; changes wait.",
                    ofNode("logs", " -c loader"));
        }
        if (!state.loaderTrouble().isEmpty()) {
            add(
                    "LoaderAway",
                    "The loader does not answer: " + state.loaderTrouble()
                            + ". What is in force goes on; nothing can be changed, and no pod added.",
                    ofNode("logs", " -c loader"));
        }
        if (!state.api().trouble().isEmpty()) {
            add(
                    "ApiServerAway",
                    "The API server cannot be heard: " + state.api().trouble() + ", last heard of "
                            + state.api().silenceSeconds()
                            + " s ago. Policies and pods are as they were then.",
                    ofNode("logs", " -c agent"));
        }
    }

    private void kernel() {
        state.loader().missing().forEach((feature, sentence) -> {
            if (NEEDED.contains(feature)) {
                add("FeatureMissing", "This node lacks " + feature + ": " + sentence + ".", "axoneme status -o json");
            }
        });
    }

    private void policies() {
        for (Policies.Fault fault : state.policies().faults()) {
            var problem = fault.problems().getFirst();
            int more = fault.problems().size() - 1;
            var consequence = switch (fault.inForce()) {
                case NOTHING -> "nothing of it is enforced";
                case DEFAULT_DENY -> "what it selects is in default deny";
                case LAST_VALID -> "its last valid version stays in force";
            };
            var code = fault.inForce() == Policies.InForce.NOTHING ? "PolicyNotEnforced" : "PolicyInvalid";
            add(
                    code,
                    fault.kind().text() + " " + name(fault) + " is not valid, so " + consequence + ": " + problem
                            + (more == 0 ? "" : " (and " + more + " more)") + ".",
                    "kubectl describe " + fault.kind().text().toLowerCase(Locale.ROOT) + " "
                            + (fault.namespace().isEmpty() ? "" : "-n " + fault.namespace() + " ") + fault.name());
        }
    }

    private static String name(Policies.Fault fault) {
        return fault.namespace().isEmpty() ? fault.name() : fault.namespace() + "/" + fault.name();
    }

    private void pods(List<String> notReady) {
        if (!state.unmanaged().isEmpty()) {
            add(
                    "UnmanagedPods",
                    "Unmanaged pods: " + names(state.unmanaged())
                            + ". They are older than the agent and under no policy; delete them, so that they are made"
                            + " anew.",
                    "kubectl get pods -A -o wide --field-selector spec.nodeName=" + state.node());
        }
        if (!state.hostPorts().isEmpty()) {
            add(
                    "HostPortNotServed",
                    "Pods that do not get a hostPort they ask for: " + names(state.hostPorts())
                            + ". They are reached at their own address and port, or through a Service.",
                    "kubectl get events -A --field-selector reason=HostPortNotServed");
        }
        if (!notReady.isEmpty()) {
            add(
                    "EndpointsNotReady",
                    "Endpoints that have no policy yet, and so drop everything: " + names(notReady) + ".",
                    "axoneme endpoint list");
        }
    }

    private void capacity() {
        for (EndpointStore.RangeUse use : state.addresses()) {
            if (use.used() >= use.size()) {
                add(
                        "AddressesExhausted",
                        "Pod addresses are EXHAUSTED: all " + use.size() + " of " + use.range()
                                + " are leased, so no pod can be added.",
                        "axoneme endpoint list");
            } else if (use.used() * 100 >= use.size() * NEARLY) {
                add(
                        "AddressesNearlyExhausted",
                        "Pod addresses are nearly exhausted: " + use.used() + " of " + use.size() + " of " + use.range()
                                + " are leased.",
                        "axoneme endpoint list");
            }
        }
        for (LoaderState.MapFill map : state.loader().maps()) {
            if (map.percent() >= (map.drivesOut() ? 100 : NEARLY)) {
                add("MapFull", full(map), "axoneme status -o json");
            }
        }
    }

    private static String full(LoaderState.MapFill map) {
        var text = "Map " + map.name() + (map.percent() >= 100 ? " is full: " : " is nearly full: ") + map.entries()
                + " of " + map.capacity() + " entries";
        return text + (map.drivesOut() ? "; the oldest make room for new ones." : "; what does not fit is refused.");
    }

    private void observation() {
        var refusals = state.loader().refusals().entrySet().stream()
                .filter(r ->
                        !OF_VANISHED_PODS.contains(r.getKey()) && !r.getKey().equals(NO_ROOM))
                .map(r -> r.getKey() + " " + r.getValue())
                .collect(Collectors.joining(", "));
        if (!refusals.isEmpty()) {
            add(
                    "LoaderRefused",
                    "The loader has refused requests since its start: " + refusals + ".",
                    ofNode("logs", " -c agent"));
        }
        if (!state.flows().lostLately().isEmpty()) {
            var lately = state.flows().lostLately().stream()
                    .map(l -> l.endpoint() + " (" + l.count() + " of type " + l.type() + ")")
                    .toList();
            var all = state.flows().lost().entrySet().stream()
                    .map(l -> l.getValue() + " of type " + l.getKey())
                    .collect(Collectors.joining(", "));
            add(
                    "EventsLost",
                    "Events were lost within the last ten minutes, so flows are missing from observe, though none from"
                            + " what is enforced: of " + names(lately) + "; so far, of all endpoints: " + all + ".",
                    "axoneme hubble status");
        }
    }

    /** A command about this node's own pod. */
    private String ofNode(String verb, String options) {
        return "kubectl -n kube-system " + verb
                + " $(kubectl -n kube-system get pods -o name -l app.kubernetes.io/component=agent"
                + " --field-selector spec.nodeName=" + state.node() + ")" + options;
    }

    private static String names(List<String> all) {
        var shown = String.join(", ", all.subList(0, Math.min(NAMES, all.size())));
        return all.size() <= NAMES ? shown : shown + " and " + (all.size() - NAMES) + " more";
    }
}
