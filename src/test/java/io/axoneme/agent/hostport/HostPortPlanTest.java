// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.hostport;

import static io.axoneme.agent.hostport.Pods.addresses;
import static io.axoneme.agent.hostport.Pods.at;
import static io.axoneme.agent.hostport.Pods.everywhere;
import static io.axoneme.agent.hostport.Pods.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.abi.BackendValue;
import io.axoneme.abi.ServiceKey;
import io.axoneme.agent.hostport.HostPortPlan.Claim;
import io.axoneme.kernel.HostPortRule;
import io.axoneme.kube.pod.HostPort;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Port;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortPlanTest {

    private static final String A4 = "10.1.0.5";
    private static final String A6 = "fd00::5";

    private static HostPortPlan plan(Claim... claims) {
        return HostPortPlan.of(List.of(claims), Pods.NODE);
    }

    private static Claim web(HostPort... asked) {
        return new Claim(pod("web", asked), addresses(A4));
    }

    private static HostPortRule rule(@Nullable String host, String port, String pod, int podPort) {
        return new HostPortRule(
                host == null ? null : IpAddress.parse(host), Port.parse(port), IpAddress.parse(pod), podPort);
    }

    private static ServiceKey key(String address, int port, int protocol) {
        return new ServiceKey(IpAddress.parse(address), port, protocol);
    }

    private static List<BackendValue> to(String address, int port) {
        return List.of(new BackendValue(IpAddress.parse(address), port));
    }

    private static List<String> why(HostPortPlan plan) {
        return plan.refusals().stream().map(HostPortPlan.Refusal::toString).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "::"})
    void withoutAnAddressItIsAtAllOfTheNodesAndAtTheLoopback(String hostIp) {
        var plan = plan(web(at(hostIp, "8080/TCP", 80)));
        assertEquals(Set.of(rule(null, "8080/TCP", A4, 80)), plan.packets());
        assertEquals(
                Map.of(key("192.0.2.1", 8080, 6), to(A4, 80), key("127.0.0.1", 8080, 6), to(A4, 80)), plan.sockets());
        assertEquals(List.of(), why(plan));
    }

    @Test
    void aPodOfBothFamiliesIsReachedInBoth() {
        var plan = plan(new Claim(pod("dns", everywhere("53/UDP", 5353)), addresses(A4, A6)));
        assertEquals(Set.of(rule(null, "53/UDP", A4, 5353), rule(null, "53/UDP", A6, 5353)), plan.packets());
        assertEquals(
                Map.of(
                        key("192.0.2.1", 53, 17), to(A4, 5353),
                        key("127.0.0.1", 53, 17), to(A4, 5353),
                        key("2001:db8::1", 53, 17), to(A6, 5353),
                        key("::1", 53, 17), to(A6, 5353)),
                plan.sockets());
    }

    @Test
    void oneAddressOfTheNodeIsThatOneOnly() {
        var plan = plan(web(at("192.0.2.1", "8080/TCP", 80)));
        assertEquals(Set.of(rule("192.0.2.1", "8080/TCP", A4, 80)), plan.packets());
        assertEquals(Map.of(key("192.0.2.1", 8080, 6), to(A4, 80)), plan.sockets());
    }

    /** A packet from outside may carry a loopback address too: no rule may turn it to the pod. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "127.255.255.255", "127.0.0.0"})
    void theLoopbackIsForTheNodesOwnSocketsOnly(String hostIp) {
        var plan = plan(web(at(hostIp, "8080/TCP", 80)));
        assertEquals(Set.of(), plan.packets());
        assertEquals(Map.of(key(hostIp, 8080, 6), to(A4, 80)), plan.sockets());
    }

    /** What Kubernetes' own conformance test asks of one node. */
    @Test
    void onePortGoesToSeveralPodsByAddressAndProtocol() {
        var plan = plan(
                new Claim(pod("one", at("127.0.0.1", "54323/TCP", 8080)), addresses("10.1.0.1")),
                new Claim(pod("two", at("192.0.2.1", "54323/TCP", 8080)), addresses("10.1.0.2")),
                new Claim(pod("three", at("192.0.2.1", "54323/UDP", 8080)), addresses("10.1.0.3")));
        assertEquals(List.of(), why(plan));
        assertEquals(
                Set.of(
                        rule("192.0.2.1", "54323/TCP", "10.1.0.2", 8080),
                        rule("192.0.2.1", "54323/UDP", "10.1.0.3", 8080)),
                plan.packets());
        assertEquals(
                Map.of(
                        key("127.0.0.1", 54323, 6), to("10.1.0.1", 8080),
                        key("192.0.2.1", 54323, 6), to("10.1.0.2", 8080),
                        key("192.0.2.1", 54323, 17), to("10.1.0.3", 8080)),
                plan.sockets());
    }

    @ParameterizedTest
    @CsvSource({"'',''", "'',192.0.2.1", "192.0.2.1,''", "192.0.2.1,192.0.2.1", "'',127.0.0.1"})
    void ofTwoThatWantTheSameTheFirstStays(String first, String second) {
        var plan = plan(
                web(at(first, "8080/TCP", 80)),
                new Claim(pod("late", at(second, "8080/TCP", 81)), addresses("10.1.0.6")));
        assertEquals(plan(web(at(first, "8080/TCP", 80))).packets(), plan.packets());
        assertEquals(plan(web(at(first, "8080/TCP", 80))).sockets(), plan.sockets());
        var has = first.isEmpty() ? "8080/TCP" : "8080/TCP at " + first;
        var wants = second.isEmpty() ? "8080/TCP" : "8080/TCP at " + second;
        assertEquals(
                List.of("hostPort " + wants + " of pod demo/late is not served: pod demo/web has " + has
                        + " on this node"),
                why(plan));
    }

    @Test
    void familiesDoNotGetInEachOthersWay() {
        var plan = plan(
                new Claim(pod("four", everywhere("80/TCP", 80)), addresses(A4)),
                new Claim(pod("six", everywhere("80/TCP", 80)), addresses(A6)));
        assertEquals(Set.of(rule(null, "80/TCP", A4, 80), rule(null, "80/TCP", A6, 80)), plan.packets());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|8080/SCTP|only TCP and UDP are",
                "198.51.100.7|8080/TCP|hostIP 198.51.100.7 is not among the node's addresses 192.0.2.1, 2001:db8::1",
                "10.96.0.10|53/UDP|hostIP 10.96.0.10 is not among the node's addresses 192.0.2.1, 2001:db8::1",
                "126.255.255.255|80/TCP|hostIP 126.255.255.255 is not among the node's addresses 192.0.2.1, 2001:db8::1",
                "128.0.0.0|80/TCP|hostIP 128.0.0.0 is not among the node's addresses 192.0.2.1, 2001:db8::1",
                "eth0|8080/TCP|hostIP eth0 is no IP address",
                "2001:db8::1|8080/TCP|the pod has no address of that family",
                "::1|8080/TCP|the pod has no address of that family",
            })
    void whatCannotBeIsRefusedAndOpensNothing(String hostIp, String port, String why) {
        var plan = plan(web(at(hostIp, port, 80)));
        var asked = hostIp.isEmpty() ? port : port + " at " + hostIp;
        assertEquals(List.of("hostPort " + asked + " of pod demo/web is not served: " + why), why(plan));
        assertEquals(Set.of(), plan.packets());
        assertEquals(Map.of(), plan.sockets());
    }
}
