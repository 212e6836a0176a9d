// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.agent.report.LoaderState;
import io.axoneme.agent.report.LoaderState.MapFill;
import io.axoneme.agent.report.Losses;
import io.axoneme.agent.source.Policies.InForce;
import io.axoneme.net.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each sentence that status says, and when. */
class FindingsTest {

    private static void says(String code, String sentence, NodeState state, String... notReady) {
        var found = Findings.of(state, List.of(notReady));
        assertEquals(List.of(code), found.stream().map(Finding::code).toList());
        assertEquals(sentence, found.getFirst().sentence());
        assertTrue(!found.getFirst().command().isBlank());
    }

    private static void saysNothing(NodeState state) {
        assertEquals(List.of(), Findings.of(state, List.of()));
    }

    private static NodeState map(long entries, boolean drivesOut) {
        return States.loaderSays(States.loader(List.of(new MapFill("m", entries, 1000, drivesOut)), Map.of()));
    }

    @Test
    void allIsWell() {
        saysNothing(States.healthy());
    }

    @Test
    void agentThatHasNotSynced() {
        says(
                "NotSynced",
                "The agent has not synced yet: it waits for the first list of pods. Running pods keep the policies that"
                        + " an earlier agent enforced; no pod can be added.",
                States.waitingFor("the first list of pods"));
    }

    @Test
    void kernelThatIsNotAsDesired() {
        says(
                "KernelOutOfSync",
                "The kernel does not hold what is desired: map policy is full. What was in force before goes on;"
                        + " changes wait.",
                States.trouble("map policy is full"));
    }

    @Test
    void stateFolderThatIsFullComesFirst() {
        var full = States.stateTrouble("/var/lib/axoneme: No space left on device");
        says(
                "StateNotWritable",
                "The state folder cannot be written: /var/lib/axoneme: No space left on device. Running pods and"
                        + " changes of policy go on as they should; no pod can be added, and were the agent to start"
                        + " anew now, drops by what is in force would not be named.",
                full);
        var found = Findings.of(full, List.of("demo/a (not-ready)"));
        assertEquals("StateNotWritable", found.getFirst().code());
        assertEquals("df -h /var/lib/axoneme", found.getFirst().command());
        assertEquals(2, found.size());
    }

    @Test
    void loaderThatIsAway() {
        says(
                "LoaderAway",
                "The loader does not answer: no such file. What is in force goes on; nothing can be changed, and no pod"
                        + " added.",
                States.loaderTrouble("no such file"));
    }

    @Test
    void apiServerThatIsAway() {
        says(
                "ApiServerAway",
                "The API server cannot be heard: refused, last heard of 31 s ago. Policies and pods are as they were"
                        + " then.",
                States.api("refused"));
    }

    @Test
    void policiesThatAreNotValid() {
        says(
                "PolicyNotEnforced",
                "CiliumNetworkPolicy demo/p is not valid, so nothing of it is enforced: spec.ingress[0]: no (and 1"
                        + " more).",
                States.faults(States.fault("demo", InForce.NOTHING)));
        says(
                "PolicyInvalid",
                "CiliumClusterwideNetworkPolicy p is not valid, so its last valid version stays in force:"
                        + " spec.ingress[0]: no (and 1 more).",
                States.faults(States.fault("", InForce.LAST_VALID)));
        says(
                "PolicyInvalid",
                "CiliumNetworkPolicy demo/p is not valid, so what it selects is in default deny: spec.ingress[0]: no"
                        + " (and 1 more).",
                States.faults(States.fault("demo", InForce.DEFAULT_DENY)));
    }

    @Test
    void commandsNameTheObject() {
        assertEquals(
                "kubectl describe ciliumnetworkpolicy -n demo p",
                Findings.of(States.faults(States.fault("demo", InForce.NOTHING)), List.of())
                        .getFirst()
                        .command());
        assertEquals(
                "kubectl describe ciliumclusterwidenetworkpolicy p",
                Findings.of(States.faults(States.fault("", InForce.NOTHING)), List.of())
                        .getFirst()
                        .command());
    }

    @Test
    void podsThatAreOlderThanTheAgent() {
        says(
                "UnmanagedPods",
                "Unmanaged pods: demo/old. They are older than the agent and under no policy; delete them, so that they"
                        + " are made anew.",
                States.unmanaged(List.of("demo/old")));
    }

    @Test
    void portsOfTheNodeThatAreNotServed() {
        says(
                "HostPortNotServed",
                "Pods that do not get a hostPort they ask for: demo/web (80/SCTP: only TCP and UDP are). They are reached at their own"
                        + " address and port, or through a Service.",
                States.hostPorts(List.of("demo/web (80/SCTP: only TCP and UDP are)")));
    }

    @Test
    void manyNamesAreCounted() {
        var twelve = IntStream.rangeClosed(1, 12).mapToObj(i -> "d/" + i).toList();
        var sentence =
                Findings.of(States.unmanaged(twelve), List.of()).getFirst().sentence();
        assertTrue(sentence.contains("d/10 and 2 more."), sentence);
        assertTrue(!sentence.contains("d/11"), sentence);
    }

    @Test
    void endpointsThatAreNotReady() {
        says(
                "EndpointsNotReady",
                "Endpoints that have no policy yet, and so drop everything: demo/a (not-ready).",
                States.healthy(),
                "demo/a (not-ready)");
    }

    @Test
    void addressesThatRunOut() {
        saysNothing(States.leased(227));
        says(
                "AddressesNearlyExhausted",
                "Pod addresses are nearly exhausted: 228 of 253 of 10.1.0.0/24 are leased.",
                States.leased(228));
        says(
                "AddressesExhausted",
                "Pod addresses are EXHAUSTED: all 253 of 10.1.0.0/24 are leased, so no pod can be added.",
                States.leased(253));
    }

    @Test
    void mapsThatFillUp() {
        saysNothing(map(899, false));
        says("MapFull", "Map m is nearly full: 900 of 1000 entries; what does not fit is refused.", map(900, false));
        says("MapFull", "Map m is full: 1000 of 1000 entries; what does not fit is refused.", map(1000, false));
        saysNothing(map(999, true));
        says("MapFull", "Map m is full: 1000 of 1000 entries; the oldest make room for new ones.", map(1000, true));
    }

    @Test
    void requestsThatTheLoaderRefused() {
        says(
                "LoaderRefused",
                "The loader has refused requests since its start: out_of_bounds 3, route 1.",
                States.loaderSays(States.loader(List.of(), Map.of("route", 1L, "out_of_bounds", 3L))));
        saysNothing(States.loaderSays(States.loader(List.of(), Map.of("map_full", 3L))));
        saysNothing(States.loaderSays(States.loader(List.of(), Map.of("network_namespace", 3L))));
    }

    @Test
    void featuresThatPodsCannotDoWithout() {
        var loader = States.loader(List.of(), Map.of());
        says(
                "FeatureMissing",
                "This node lacks forwarding: it forwards.",
                States.loaderSays(new LoaderState(
                        loader.build(),
                        loader.attach(),
                        loader.vectorBits(),
                        new TreeMap<>(Map.of("forwarding", "it forwards", "tcx", "links")),
                        loader.maps(),
                        loader.refusals())));
    }

    @Test
    void eventsThatWereLostLately() {
        saysNothing(States.lost(Map.of("trace", 5L), List.of()));
        says(
                "EventsLost",
                "Events were lost within the last ten minutes, so flows are missing from observe, though none from what"
                        + " is enforced: of demo/web (4 of type trace), endpoint 9 (1 of type drop); so far, of all endpoints:"
                        + " 2 of type drop, 5 of type trace.",
                States.lost(
                        new TreeMap<>(Map.of("trace", 5L, "drop", 2L)),
                        List.of(new Losses.Whose("demo/web", "trace", 4), new Losses.Whose("endpoint 9", "drop", 1))));
    }

    @Test
    void whatIsWorstComesFirst() {
        var state = States.waitingFor("the loader");
        var found = Findings.of(state, List.of("demo/a (not-ready)"));
        assertEquals(
                List.of("NotSynced", "EndpointsNotReady"),
                found.stream().map(Finding::code).toList());
    }
}
