// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kernel.Answer;
import io.axoneme.net.AdminReply;
import java.util.List;
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
    void statusEndsWithOneWhenSomethingIsWrong() {
        assertEquals("""
                Kubernetes:   Ok
                Unmanaged:    demo/old
                              demo/older
                """, ask("status"));
        node.healthy = false;
        assertEquals(1, verbs.answer("status", List.of()).exitCode());
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
