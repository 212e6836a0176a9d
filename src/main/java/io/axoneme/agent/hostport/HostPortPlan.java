// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.hostport;

import io.axoneme.abi.BackendValue;
import io.axoneme.abi.ServiceKey;
import io.axoneme.kernel.HostPortRule;
import io.axoneme.kube.pod.HostPort;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which pod gets which ports of the node, and which pod does not: a function of the pods and the node's addresses. A pod can have the node's
 * addresses and the loopback's turned to it and no others, so that nobody's connections to elsewhere end in it.
 */
final class HostPortPlan {

    /**
     * What a pod asks for.
     *
     * @param addresses its own, at most one of each family
     */
    record Claim(PodRecord pod, List<IpAddress> addresses) {}

    /** What a pod does not get, and why, as the end of a sentence. */
    record Refusal(PodRecord pod, HostPort asked, String why) {
        @Override
        public String toString() {
            return "hostPort " + asked + " of pod " + pod + " is not served: " + why;
        }

        /** {@code namespace/name (8080/TCP: why)}. */
        String brief() {
            return pod + " (" + asked + ": " + why + ")";
        }
    }

    /** One rule, and what it came of. */
    private record Served(PodRecord pod, HostPort asked, HostPortRule rule) {}

    private static final IpAddress LOOPBACK4 = IpAddress.parse("127.0.0.1");
    private static final IpAddress LOOPBACK6 = IpAddress.parse("::1");
    private static final IpAddress LAST_LOOPBACK4 = IpAddress.parse("127.255.255.255");
    private static final IpAddress FIRST_LOOPBACK4 = IpAddress.parse("127.0.0.0");

    private final Set<IpAddress> ofNode;
    private final List<Served> served = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    private HostPortPlan(Collection<IpAddress> ofNode) {
        this.ofNode = new HashSet<>(ofNode);
    }

    /**
     * Makes the plan.
     *
     * @param claims who has a port already before who came later: of two that want the same one the first gets it
     * @param ofNode the node's addresses
     */
    static HostPortPlan of(List<Claim> claims, Collection<IpAddress> ofNode) {
        var plan = new HostPortPlan(ofNode);
        for (var claim : claims) {
            claim.pod().hostPorts().forEach(asked -> plan.add(claim, asked));
        }
        return plan;
    }

    /** What the node's stack does with packets from outside. The loopback's addresses are not among them: nobody outside may name them. */
    Set<HostPortRule> packets() {
        return served.stream()
                .map(Served::rule)
                .filter(rule -> rule.host() == null || !isLoopback(rule.host()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What sockets of this node call, pods' as well as its own processes', and where they get. */
    Map<ServiceKey, List<BackendValue>> sockets() {
        var result = new HashMap<ServiceKey, List<BackendValue>>();
        for (var rule : served.stream().map(Served::rule).toList()) {
            for (var address : called(rule)) {
                result.put(
                        new ServiceKey(
                                address,
                                rule.port().number(),
                                rule.port().protocol().number()),
                        List.of(new BackendValue(rule.pod(), rule.podPort())));
            }
        }
        return result;
    }

    /** What pods do not get, in the order of the pods. */
    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** The node's addresses at which the rule holds, without the loopback's. */
    List<IpAddress> addresses(HostPortRule rule) {
        boolean v4 = rule.pod().isV4();
        return rule.host() != null
                ? List.of(rule.host())
                : ofNode.stream().filter(a -> a.isV4() == v4).toList();
    }

    private List<IpAddress> called(HostPortRule rule) {
        var all = new ArrayList<>(addresses(rule));
        if (rule.host() == null) {
            all.add(rule.pod().isV4() ? LOOPBACK4 : LOOPBACK6);
        }
        return all;
    }

    private void add(Claim claim, HostPort asked) {
        var rules = new LinkedHashMap<HostPortRule, Served>();
        var why = refused(asked);
        if (why.isEmpty()) {
            var host = asked.everywhere() ? null : IpAddress.parse(asked.hostIp());
            for (var address : claim.addresses()) {
                if (host == null || host.isV4() == address.isV4()) {
                    var rule = new HostPortRule(host, asked.port(), address, asked.containerPort());
                    rules.put(rule, new Served(claim.pod(), asked, rule));
                }
            }
            why = rules.isEmpty() ? "the pod has no address of that family" : taken(rules.keySet());
        }
        if (why.isEmpty()) {
            served.addAll(rules.values());
        } else {
            refusals.add(new Refusal(claim.pod(), asked, why));
        }
    }

    /** Why nobody can have this; empty when somebody can. */
    private String refused(HostPort asked) {
        if (asked.port().protocol() == Protocol.SCTP) {
            return "only TCP and UDP are";
        }
        if (asked.everywhere()) {
            return "";
        }
        var host = parse(asked.hostIp());
        if (host == null) {
            return "hostIP " + asked.hostIp() + " is no IP address";
        }
        return isLoopback(host) || ofNode.contains(host)
                ? ""
                : "hostIP " + asked.hostIp() + " is not among the node's addresses " + texts(ofNode);
    }

    private static String texts(Set<IpAddress> addresses) {
        return addresses.stream().sorted().map(IpAddress::toString).collect(Collectors.joining(", "));
    }

    private static @Nullable IpAddress parse(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Who has it already, in words; empty when nobody has. */
    private String taken(Set<HostPortRule> wanted) {
        return served.stream()
                .filter(s -> wanted.stream().anyMatch(s.rule()::overlaps))
                .findFirst()
                .map(s -> "pod " + s.pod() + " has " + s.asked() + " on this node")
                .orElse("");
    }

    private static boolean isLoopback(IpAddress address) {
        return address.equals(LOOPBACK6)
                || (address.compareTo(FIRST_LOOPBACK4) >= 0 && address.compareTo(LAST_LOOPBACK4) <= 0);
    }
}
