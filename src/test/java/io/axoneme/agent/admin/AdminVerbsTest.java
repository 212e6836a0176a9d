// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.Endpoint;
import io.axoneme.abi.Mac;
import io.axoneme.agent.report.Losses;
import io.axoneme.agent.source.Policies;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.model.IpAddress;
import io.axoneme.net.AdminReply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminVerbsTest {
    private final FakeNodeView node = new FakeNodeView();
    private final AdminVerbs verbs = new AdminVerbs(node);

    private String ask(String verb, String... args) {
        AdminReply reply = verbs.answer(verb, List.of(args));
        assertEquals("", reply.error());
        assertEquals(0, reply.exitCode());
        return reply.output();
    }

    @Test
    void endpointListShowsWhatTheKernelHas() {
        assertEquals("""
                ENDPOINT   POLICY (ingress)   POLICY (egress)   IDENTITY   LABELS (source:key[=value])            IPv6   IPv4       STATUS
                           ENFORCEMENT        ENFORCEMENT
                5          Enabled            Disabled          300        k8s:app=api                                   10.1.0.5   ready
                                                                           k8s:io.kubernetes.pod.namespace=demo
                9          Enabled            Enabled           0                                                        10.1.0.9   waiting-for-identity
                """, ask("endpoint list"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "demo/api", "10.1.0.5", "c0ffee005"})
    void endpointIsFoundByEachOfItsNames(String name) {
        String json = ask("endpoint get", name);
        assertTrue(json.contains("\"pod\" : \"api\""), json);
        assertTrue(json.contains("\"id\" : 300"), json);
        assertTrue(!json.contains("slow"), json);
    }

    @Test
    void uninstallNamesThePodsThatAreLeft() {
        var text = ask("uninstall");
        assertTrue(text.contains("Left: axo5, of running pod demo/api: no policy holds for it"), text);
        assertTrue(text.contains("Left: axo99, of running pod (unknown)"), text);
        node.left = new Answer.Unreachable<>("no loader");
        assertEquals(AdminReply.failed("no loader"), verbs.answer("uninstall", List.of()));
    }

    @Test
    void unknownEndpointIsAnError() {
        assertEquals(
                AdminReply.failed("no endpoint \"demo/none\" on this node"),
                verbs.answer("endpoint get", List.of("demo/none")));
    }

    @Test
    void identitiesAreOneLineEach() {
        assertEquals("""
                IDENTITY   LABELS
                1          reserved:host
                300        k8s:app=api,k8s:io.kubernetes.pod.namespace=demo
                """, ask("identity list"));
        assertTrue(ask("identity get", "300").contains("\"k8s:app=api\""));
        assertEquals(1, verbs.answer("identity get", List.of("77")).exitCode());
        assertEquals(2, verbs.answer("identity get", List.of("many")).exitCode());
    }

    @Test
    void policyGetPrintsJsonAndTheRevision() {
        String text = ask("policy get", "demo/api-lockdown");
        assertTrue(text.endsWith("]\nRevision: 42\n"), text);
        assertTrue(text.contains("\"cidr 10.0.0.0/8 except 10.9.0.0/16\""), text);
        assertTrue(text.contains("\"3000-3001/TCP\""), text);
        assertEquals(1, verbs.answer("policy get", List.of("demo/other")).exitCode());
    }

    @Test
    void ipcacheIsSorted() {
        assertEquals("""
                IP PREFIX/ADDRESS   IDENTITY
                10.1.0.5/32         identity=300 encryptkey=0 tunnelendpoint=:: flags=local
                10.1.0.9/32         identity=16777217 encryptkey=0 tunnelendpoint=:: flags=<none> (pod identity 300, in a CIDR)
                10.2.0.0/24         identity=0 encryptkey=0 tunnelendpoint=:: flags=<none>
                """, ask("bpf ipcache list"));
    }

    @Test
    void membershipExplainsItsBits() {
        assertEquals("""
                IDENTITY   SLOT   BITS
                1          1
                300        2      0,3

                BIT   SELECTOR
                0     everyone
                3     k8s:app=frontend
                """, ask("bpf membership list"));
    }

    @Test
    void policyRowsNameWhatTheyJudgedAndWhoIsBehindThem() {
        assertEquals("""
                POLICY   ENDPOINTS   DIRECTION   PORT/PROTO      ACTION   SELECTORS   PACKETS   BYTES   CAUSE
                7        5           ingress     3000/TCP        Allow    3,4         0         0       demo/api-lockdown spec.ingress[0]
                7        5           ingress     3000/TCP        Deny     5           12        1200    demo/api-lockdown spec.ingressDeny[0]
                7        5           ingress     1024-2047/UDP   Deny     8,9         0         0
                7        5           ingress     default         Deny                 5         300     demo/api-lockdown spec
                7        5           egress      default         Allow                0         0
                """, ask("bpf policy list"));
        assertEquals(ask("bpf policy list"), ask("bpf policy list", "demo/api"));
        assertEquals(1, verbs.answer("bpf policy list", List.of("9")).exitCode());
    }

    @Test
    void connectionsThatHaveExpiredAreLeftOut() {
        AdminReply reply = assertCt(new Arguments("bpf ct list", List.of()));
        assertEquals(
                "TCP IN 10.2.0.9:40000 -> 10.1.0.5:3000 endpoint=5 expires=80s packets=4/3 bytes=400/300"
                        + " flags=reply-seen,established verdict=Allow policy=7 identity=301\n",
                reply.output());
        assertEquals("", assertCt(new Arguments("bpf ct list", List.of("6"))).output());
    }

    private AdminReply assertCt(Arguments arguments) {
        try {
            return new ConntrackDump(node, () -> 10_000_000_000L).list(arguments);
        } catch (KernelUnreadable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void statusIsASummaryWhenAllIsWell() {
        node.kernel.flip(List.of(new KernelMaps.Flip(9, FakeNodeView.POLICY)));
        node.kernel.update(AbiMaps.ENDPOINT_DEV, List.of(Map.entry(19, slowAtLast())));
        assertEquals("""
                Node:         w1 [192.0.2.1] pods [10.1.0.0/24], uplinks [eth0], MTU 1500
                Datapath:     programs by clsact, vectors of 512 bits, loader abc; without tcx
                Kubernetes:   heard of within 3 s
                Endpoints:    2/2 ready
                Identities:   7
                Policies:     4/4 enforced as written, revision 42
                Addresses:    12/253 of 10.1.0.0/24 leased
                Flows:        1200 seen, 3.3 a second, 0 events lost
                Version:      0.1.0
                """, ask("status"));
    }

    private static Endpoint slowAtLast() {
        return new Endpoint(19, 9, Abi.ENDPOINT_IPV4, 301, 0x0a010009, new IpAddress(0, 0), new Mac(1), new Mac(2));
    }

    @Test
    void whatIsWrongComesFirstAndStatusEndsWithOne() {
        node.state = States.unmanaged(List.of("demo/old"));
        var reply = verbs.answer("status", List.of());
        assertEquals(1, reply.exitCode());
        assertEquals("""
                2 things are not as it should be on node w1.

                Unmanaged pods: demo/old. They are older than the agent and under no policy; delete them, so that they are made anew.
                    kubectl get pods -A -o wide --field-selector spec.nodeName=w1
                Endpoints that have no policy yet, and so drop everything: demo/slow (waiting-for-identity).
                    axoneme endpoint list

                Node:         w1""", reply.output().substring(0, reply.output().indexOf(" [192")));
        assertTrue(reply.output().contains("Endpoints:    1/2 ready\n"), reply.output());
    }

    @Test
    void nothingIsCalledEnforcedBeforeTheKernelHoldsIt() {
        node.state = States.trouble("the loader is away");
        assertTrue(verbs.answer("status", List.of()).output().contains("Policies:     0/4 enforced as written"));
    }

    @Test
    void lostEventsAreCountedInTheSummaryAndListedForPrograms() throws IOException {
        node.state = States.lost(
                new TreeMap<>(Map.of("drop", 2L, "trace", 5L)), List.of(new Losses.Whose("demo/web", "trace", 4)));
        var text = verbs.answer("status", List.of()).output();
        assertTrue(text.contains("1200 seen, 3.3 a second, 7 events lost"), text);
        var json = new ObjectMapper()
                .readTree(verbs.answer("status", List.of("-o", "json")).output());
        assertEquals(
                "{\"seen\":1200,\"perSecond\":3.25,\"lost\":{\"drop\":2,\"trace\":5},"
                        + "\"lostLately\":[{\"endpoint\":\"demo/web\",\"type\":\"trace\",\"count\":4}]}",
                json.path("flows").toString());
    }

    @Test
    void statusForProgramsKeepsItsFieldNames() throws IOException {
        node.state = States.faults(States.fault("demo", Policies.InForce.LAST_VALID));
        var expected = Objects.requireNonNull(getClass().getResourceAsStream("/status/node.json"));
        assertEquals(
                new String(expected.readAllBytes(), UTF_8),
                verbs.answer("status", List.of("-o", "json")).output());
    }

    @Test
    void loaderThatIsAwayIsToldBySubject() {
        node.kernel.goAway("the loader is away");
        assertEquals(
                AdminReply.failed("map endpoint_dev: the loader is away"), verbs.answer("endpoint list", List.of()));
    }

    @Test
    void badCommandLinesAreRefusedWithTheReason() {
        assertMisunderstood("endpoint list: -o: json is wanted", "endpoint list", "-o", "yaml");
        assertMisunderstood("identity list: \"x\" is not wanted", "identity list", "x");
        assertMisunderstood("bpf ct list: \"x\" is no endpoint's number", "bpf ct list", "x");
        assertEquals(2, verbs.answer("nonsense", List.of()).exitCode());
    }

    private void assertMisunderstood(String error, String verb, String... args) {
        assertEquals(AdminReply.misunderstood(error), verbs.answer(verb, List.of(args)));
    }
}
