// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.hostport;

import static io.axoneme.agent.hostport.Pods.addresses;
import static io.axoneme.agent.hostport.Pods.everywhere;
import static io.axoneme.agent.hostport.Pods.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.abi.BackendValue;
import io.axoneme.abi.ServiceKey;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.HostPortRule;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostPortsTest implements HostPorts.Doors {

    private final List<Set<HostPortRule>> loads = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> forgotten = new ArrayList<>();
    private Map<ServiceKey, List<BackendValue>> sockets = Map.of();
    private Answer<Boolean> answer = new Answer.Done<>(true);
    private final HostPorts ports = new HostPorts(this);

    @Override
    public Answer<Boolean> packets(Set<HostPortRule> rules) {
        loads.add(rules);
        return answer;
    }

    @Override
    public void sockets(Map<ServiceKey, List<BackendValue>> frontends) {
        sockets = frontends;
    }

    @Override
    public void forgetDatagrams(IpAddress address, int port) {
        forgotten.add(address + " " + port);
    }

    @Override
    public void refused(PodRecord pod, String sentences) {
        told.add(pod + ": " + sentences);
    }

    private String serve(PodRecord... pods) {
        var claims = new ArrayList<Map.Entry<PodRecord, List<IpAddress>>>();
        for (var pod : pods) {
            claims.add(Map.entry(pod, addresses("10.1.0." + (5 + claims.size()))));
        }
        return ports.serve(claims, Pods.NODE);
    }

    /** An earlier run may have left rules: the first word says that there are none. */
    @Test
    void theNodesStackIsToldWhatChangesAndTheFirstTimeAlsoOfNothing() {
        assertEquals("", serve());
        assertEquals(List.of(Set.of()), loads);
        serve();
        assertEquals(1, loads.size());
        serve(pod("web", everywhere("8080/TCP", 80)));
        serve(pod("web", everywhere("8080/TCP", 80)));
        assertEquals(2, loads.size());
        assertEquals(2, sockets.size());
        serve();
        assertEquals(3, loads.size());
        assertEquals(Set.of(), loads.getLast());
        assertEquals(Map.of(), sockets);
    }

    @Test
    void whatWasNotLoadedIsTriedAgain() {
        answer = new Answer.Unreachable<>("no loader");
        assertEquals("no loader", serve(pod("web", everywhere("8080/TCP", 80))));
        assertEquals("no loader", serve(pod("web", everywhere("8080/TCP", 80))));
        answer = new Answer.Done<>(true);
        assertEquals("", serve(pod("web", everywhere("8080/TCP", 80))));
        assertEquals(3, loads.size());
        assertEquals("", serve(pod("web", everywhere("8080/TCP", 80))));
        assertEquals(3, loads.size());
    }

    /** Callers who keep their port would never reach a pod that came later, or another one. */
    @Test
    void datagramsAreSentAnewWhenTheirPortTurnsAndOnlyThen() {
        serve(pod("earlier", everywhere("52/UDP", 5252)));
        assertEquals(List.of(), forgotten, "what an earlier run served goes on");
        var dns = pod("dns", everywhere("53/UDP", 5353), everywhere("54/TCP", 5454));
        serve(pod("earlier", everywhere("52/UDP", 5252)), dns);
        assertEquals(List.of("192.0.2.1 53"), forgotten);
        forgotten.clear();
        answer = new Answer.Unreachable<>("no loader");
        serve(dns);
        assertEquals(List.of(), forgotten, "nothing has turned yet");
        answer = new Answer.Done<>(true);
        serve(dns);
        assertEquals(
                List.of("192.0.2.1 52", "192.0.2.1 53"),
                forgotten.stream().sorted().toList(),
                "dns has moved");
    }

    @Test
    void aPodHearsOfAllItDoesNotGetAtOnceAndOnlyOnce() {
        var greedy = pod("greedy", everywhere("1/SCTP", 1), everywhere("2/SCTP", 2), everywhere("80/TCP", 80));
        serve(greedy);
        serve(greedy);
        assertEquals(
                List.of("demo/greedy: hostPort 1/SCTP of pod demo/greedy is not served: only TCP and UDP are;"
                        + " hostPort 2/SCTP of pod demo/greedy is not served: only TCP and UDP are"),
                told);
        assertEquals(
                List.of("demo/greedy (1/SCTP: only TCP and UDP are)", "demo/greedy (2/SCTP: only TCP and UDP are)"),
                ports.refusals());
        assertEquals(1, loads.getLast().size());
    }

    /** A pod that is deleted without grace and made again is added before the old one's sandbox goes. */
    @Test
    void ofTwoSandboxesOfAPodTheNewerOneHasThePort() {
        var web = pod("web", everywhere("80/TCP", 80));
        serve(web, pod("other", everywhere("80/TCP", 80)), web);
        assertEquals(
                List.of(IpAddress.parse("10.1.0.7")),
                loads.getLast().stream().map(HostPortRule::pod).toList());
        assertEquals(1, ports.refusals().size(), "it keeps its turn");
    }

    @Test
    void whoCameSecondGetsThePortOnceTheFirstIsGone() {
        var first = pod("first", everywhere("80/TCP", 80));
        var second = pod("second", everywhere("80/TCP", 80));
        serve(first, second);
        assertEquals(1, ports.refusals().size());
        serve(second);
        assertEquals(List.of(), ports.refusals());
        assertEquals(1, loads.getLast().size());
    }
}
