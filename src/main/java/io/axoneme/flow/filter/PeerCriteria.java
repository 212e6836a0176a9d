// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import io.axoneme.flow.Flow;
import io.axoneme.flow.WorkloadName;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Criteria about one side of a flow. A flow matches when one of the values does. */
public final class PeerCriteria {

    private PeerCriteria() {}

    /** Addresses or CIDRs. */
    public static Predicate<Flow> ip(Side side, List<String> values) {
        var patterns = Values.parse(side.text() + " IP", values, AddressPattern::parse);
        return flow -> {
            var address = side.address(flow);
            return address != null && patterns.stream().anyMatch(pattern -> pattern.matches(address));
        };
    }

    /** The source's address or CIDR after SNAT. */
    public static Predicate<Flow> translatedSourceIp(List<String> values) {
        var patterns = Values.parse("translated source IP", values, AddressPattern::parse);
        return flow -> {
            var ip = flow.packet().ip();
            return ip != null && patterns.stream().anyMatch(pattern -> pattern.matches(ip.sourceTranslated()));
        };
    }

    /** {@code [namespace/]prefix} of a pod. */
    public static Predicate<Flow> pod(Side side, List<String> values) {
        var prefixes = Values.parse(side.text() + " pod", values, NamePrefix::parse);
        return flow -> {
            var peer = side.peer(flow);
            return prefixes.stream().anyMatch(prefix -> prefix.matches(peer.namespace(), peer.pod()));
        };
    }

    /** {@code [namespace/]prefix} of a service. */
    public static Predicate<Flow> service(Side side, List<String> values) {
        var prefixes = Values.parse(side.text() + " service", values, NamePrefix::parse);
        return flow -> {
            var service = side.peer(flow).service();
            return service != null
                    && prefixes.stream().anyMatch(prefix -> prefix.matches(service.namespace(), service.name()));
        };
    }

    /** DNS names, with {@code *} as wildcard. */
    public static Predicate<Flow> fqdn(Side side, List<String> values) {
        var patterns = Values.parse(side.text() + " FQDN", values, DomainPattern::name);
        return flow -> side.peer(flow).names().stream()
                .anyMatch(name -> patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(name).matches()));
    }

    /** Kubernetes label selectors. */
    public static Predicate<Flow> label(Side side, List<String> values) {
        var queries = Values.parse(side.text() + " label", values, LabelQuery::parse);
        return flow -> {
            var labels = side.peer(flow).labels();
            return queries.stream().anyMatch(query -> query.matches(labels));
        };
    }

    /** Workloads; an empty kind or name matches any. */
    public static Predicate<Flow> workload(Side side, List<WorkloadName> values) {
        return flow -> side.peer(flow).workloads().stream()
                .anyMatch(workload -> values.stream().anyMatch(value -> isWorkload(value, workload)));
    }

    private static boolean isWorkload(WorkloadName wanted, WorkloadName workload) {
        return (wanted.kind().isEmpty() || wanted.kind().equals(workload.kind()))
                && (wanted.name().isEmpty() || wanted.name().equals(workload.name()));
    }

    /** Identities by number. */
    public static Predicate<Flow> identity(Side side, List<Integer> values) {
        var identities = Set.copyOf(values);
        return flow -> identities.contains(side.peer(flow).identity());
    }

    /** Names of clusters. */
    public static Predicate<Flow> cluster(Side side, List<String> values) {
        var clusters = Set.copyOf(values);
        return flow -> clusters.contains(side.peer(flow).cluster());
    }

    /** Ports by number. */
    public static Predicate<Flow> port(Side side, List<String> values) {
        var ports = Set.copyOf(Values.parse(side.text() + " port", values, PeerCriteria::parsePort));
        return flow -> ports.contains(side.port(flow));
    }

    private static int parsePort(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new FilterException("invalid port \"" + text + "\"", e);
        }
        throw new FilterException("port \"" + text + "\" is not within 1 to 65535");
    }
}
