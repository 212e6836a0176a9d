// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.hostport;

import io.axoneme.abi.BackendValue;
import io.axoneme.abi.ServiceKey;
import io.axoneme.agent.hostport.HostPortPlan.Claim;
import io.axoneme.agent.hostport.HostPortPlan.Refusal;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.HostPortRule;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Protocol;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ports of this node that lead to its pods. Packets from outside are translated by the node's stack; sockets of the node, its pods' and its
 * own processes', get the pod at once, so that the caller's policy judges whom it really calls. Owned by the engine's thread.
 */
public final class HostPorts {

    /** Where the ports are put. */
    public interface Doors {
        /** Replaces what the node's stack does with packets from outside. */
        Answer<Boolean> packets(Set<HostPortRule> rules);

        /** Takes care that datagrams from outside to this port go where it leads now, also of callers who have sent some before. */
        void forgetDatagrams(IpAddress address, int port);

        /** Replaces what sockets of this node get in place of the address that they call. */
        void sockets(Map<ServiceKey, List<BackendValue>> frontends);

        /** Tells the pod's owner, once a pod. */
        void refused(PodRecord pod, String sentences);
    }

    private static final Logger LOG = Logger.getLogger(HostPorts.class);

    private final Doors doors;
    private HostPortPlan plan = HostPortPlan.of(List.of(), List.of());
    /** What the node's stack was told last; null: nothing yet, so that it has what an earlier run told it. */
    private @Nullable Set<HostPortRule> loaded;

    private boolean refused;
    /** Of pods that were told, by uid. */
    private Map<String, String> told = Map.of();

    public HostPorts(Doors doors) {
        this.doors = doors;
    }

    /**
     * Makes the ports what these pods ask for.
     *
     * @param pods whoever is an endpoint, longest first, with its addresses; a pod that is there twice has got a new sandbox while its
     *     old one, or that of a pod of its name, is still there: the last one is it
     * @param ofNode the node's addresses
     * @return why not all of it is in force; empty when it is
     */
    public String serve(List<Map.Entry<PodRecord, List<IpAddress>>> pods, Collection<IpAddress> ofNode) {
        var claims = new LinkedHashMap<String, Claim>();
        pods.forEach(p -> claims.put(p.getKey().uid(), new Claim(p.getKey(), p.getValue())));
        plan = HostPortPlan.of(List.copyOf(claims.values()), ofNode);
        tell();
        doors.sockets(plan.sockets());
        var wanted = plan.packets();
        if (wanted.equals(loaded) && !refused) {
            return "";
        }
        var answer = doors.packets(wanted);
        refused = !answer.isDone();
        if (!refused) {
            turned(loaded == null ? wanted : loaded, wanted);
            loaded = wanted;
        }
        return answer.trouble();
    }

    /** A flow of datagrams has no end at which the stack would look again. */
    private void turned(Set<HostPortRule> before, Set<HostPortRule> now) {
        Stream.concat(before.stream(), now.stream())
                .filter(rule -> rule.port().protocol() == Protocol.UDP)
                .filter(rule -> !before.contains(rule) || !now.contains(rule))
                .flatMap(rule -> plan.addresses(rule).stream()
                        .map(a -> Map.entry(a, rule.port().number())))
                .distinct()
                .forEach(changed -> doors.forgetDatagrams(changed.getKey(), changed.getValue()));
    }

    private void tell() {
        var now = new HashMap<String, String>();
        var byPod = plan.refusals().stream()
                .collect(Collectors.groupingBy(r -> r.pod().uid()));
        byPod.forEach((uid, refusals) -> {
            var sentences = refusals.stream().map(Refusal::toString).collect(Collectors.joining("; "));
            now.put(uid, sentences);
            if (!sentences.equals(told.get(uid))) {
                LOG.warn(sentences);
                doors.refused(refusals.getFirst().pod(), sentences);
            }
        });
        told = now;
    }

    /** What is asked for and not served: {@code namespace/name (8080/TCP: why)}. */
    public List<String> refusals() {
        return plan.refusals().stream().map(Refusal::brief).toList();
    }
}
