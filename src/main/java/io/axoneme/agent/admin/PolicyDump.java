// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.Count;
import io.axoneme.abi.CounterKey;
import io.axoneme.abi.PolicyHead;
import io.axoneme.abi.PolicyKey;
import io.axoneme.abi.Row;
import io.axoneme.abi.Segment;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.net.AdminReply;
import io.axoneme.net.EndpointRecord;
import io.axoneme.plan.PolicyCauses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code bpf policy list [ENDPOINT]}: what the kernel's rows say, segment by segment, with what they judged and who is behind them. */
final class PolicyDump {
    private static final Comparator<PolicyKey> ORDER = Comparator.comparingInt(PolicyKey::policyId)
            .thenComparingInt(PolicyKey::direction)
            .thenComparingInt(PolicyKey::protocol)
            .thenComparingInt(PolicyKey::port)
            .thenComparingInt(PolicyKey::prefixLength);

    private final NodeView node;

    PolicyDump(NodeView node) {
        this.node = node;
    }

    AdminReply list(Arguments arguments) throws KernelUnreadable {
        String wanted = arguments.rest().isEmpty() ? "" : arguments.one("at most one endpoint's number");
        SortedMap<Integer, List<Integer>> users = users(wanted);
        if (!wanted.isEmpty() && users.isEmpty()) {
            return AdminReply.failed("no endpoint \"" + wanted + "\" with a policy on this node");
        }
        Tables tables = new Tables(
                new TreeMap<>(Dumps.of(node.maps(), AbiMaps.POLICY_HEAD)),
                rows(),
                Dumps.of(node.maps(), AbiMaps.POLICY_MORE),
                Dumps.of(node.maps(), KernelMaps.VectorMap.VECTOR),
                Dumps.of(node.maps(), AbiMaps.COUNTERS));
        TextTable table = new TextTable(
                "POLICY", "ENDPOINTS", "DIRECTION", "PORT/PROTO", "ACTION", "SELECTORS", "PACKETS", "BYTES", "CAUSE");
        tables.heads().keySet().stream()
                .filter(id -> wanted.isEmpty() || users.containsKey(id))
                .forEach(id -> new OnePolicy(id, tables, users.getOrDefault(id, List.of())).addTo(table));
        return AdminReply.of(table.text());
    }

    private Map<PolicyKey, Row> rows() throws KernelUnreadable {
        Map<PolicyKey, Row> rows = new HashMap<>(Dumps.of(node.maps(), AbiMaps.POLICY));
        rows.putAll(Dumps.of(node.maps(), AbiMaps.POLICY_PORT));
        return rows;
    }

    private record Tables(
            SortedMap<Integer, PolicyHead> heads,
            Map<PolicyKey, Row> rows,
            Map<Integer, Row> more,
            Map<Integer, BitVector> vectors,
            Map<CounterKey, Count> counters) {}

    /** Policy id to the endpoints that have it: all, or the one wanted. */
    private SortedMap<Integer, List<Integer>> users(String wanted) throws KernelUnreadable {
        SortedMap<Integer, List<Integer>> users = new TreeMap<>();
        new TreeMap<>(Dumps.of(node.maps(), AbiMaps.ENDPOINT_POLICY)).forEach((endpoint, policy) -> {
            if (wanted.isEmpty() || wanted.equals(endpoint.toString()) || wanted.equals(subject(endpoint))) {
                users.computeIfAbsent(policy, p -> new ArrayList<>()).add(endpoint);
            }
        });
        return users;
    }

    private String subject(int endpoint) {
        return node.endpoints().stream()
                .filter(r -> r.endpointId() == endpoint)
                .map(EndpointRecord::sandbox)
                .map(s -> s.subject())
                .findFirst()
                .orElse("");
    }

    /** One policy id's lines: rows in order, then the default of each direction. */
    private final class OnePolicy {
        private final int id;
        private final Tables tables;
        private final String endpoints;
        private final Optional<PolicyCauses> causes;

        OnePolicy(int id, Tables tables, List<Integer> endpoints) {
            this.id = id;
            this.tables = tables;
            this.endpoints = endpoints.stream().map(String::valueOf).collect(Collectors.joining(","));
            this.causes = node.causes(id);
        }

        void addTo(TextTable table) {
            for (Direction direction : Direction.values()) {
                tables.rows().entrySet().stream()
                        .filter(e -> e.getKey().policyId() == id && e.getKey().direction() == direction.number())
                        .sorted(Map.Entry.comparingByKey(ORDER))
                        .forEach(e -> addRow(table, direction, e.getKey(), e.getValue()));
                addDefault(table, direction);
            }
        }

        private void addRow(TextTable table, Direction direction, PolicyKey key, Row first) {
            int index = 0;
            for (Row row = first;
                    row != null;
                    row = row.next() == 0 ? null : tables.more().get(row.next())) {
                for (Segment segment : row.segments()) {
                    addSegment(table, direction, key, row.id(), index++, segment);
                }
            }
        }

        private void addSegment(
                TextTable table, Direction direction, PolicyKey key, int row, int index, Segment segment) {
            List<Integer> bits = segment.vector() == Segment.INLINE
                    ? segment.bits()
                    : tables.vectors().getOrDefault(segment.vector(), BitVector.EMPTY).stream()
                            .boxed()
                            .toList();
            Count count = count(row, index, direction);
            table.add(
                    Integer.toUnsignedString(id),
                    endpoints,
                    direction.text(),
                    port(key),
                    ActionText.of(segment.action()),
                    bits.stream().map(String::valueOf).collect(Collectors.joining(",")),
                    Long.toString(count.packets()),
                    Long.toString(count.bytes()),
                    bits.stream()
                            .flatMap(bit -> causes.stream().flatMap(c -> c.ofBit(row, index, bit).stream()))
                            .map(Cause::toString)
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }

        private void addDefault(TextTable table, Direction direction) {
            PolicyHead head = tables.heads().getOrDefault(id, new PolicyHead(0));
            int flag = direction == Direction.INGRESS ? Abi.POLICY_ENFORCE_INGRESS : Abi.POLICY_ENFORCE_EGRESS;
            Count count = Counts.ofDefault(tables.counters(), id, direction.number());
            table.add(
                    Integer.toUnsignedString(id),
                    endpoints,
                    direction.text(),
                    "default",
                    (head.flags() & flag) == 0 ? "Allow" : "Deny",
                    "",
                    Long.toString(count.packets()),
                    Long.toString(count.bytes()),
                    causes.stream()
                            .flatMap(c -> c.ofDefault(direction).stream())
                            .map(Cause::toString)
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }

        private Count count(int row, int index, Direction direction) {
            return tables.counters().getOrDefault(new CounterKey(id, row, index, direction.number()), new Count(0, 0));
        }
    }

    private static String port(PolicyKey key) {
        if (key.prefixLength() <= Abi.POLICY_PREFIX_ANY) {
            return "ANY";
        }
        String protocol = "/" + Protocols.name(key.protocol());
        int bits = key.prefixLength() - Abi.POLICY_PREFIX_PROTOCOL;
        if (bits == 0) {
            return "ANY" + protocol;
        }
        int last = key.port() | (0xffff >>> bits);
        return (last == key.port() ? Integer.toString(last) : key.port() + "-" + last) + protocol;
    }

    /** What no segment decided. */
    private static final class Counts {
        private Counts() {}

        static Count ofDefault(Map<CounterKey, Count> counters, int policy, int direction) {
            long packets = 0;
            long bytes = 0;
            for (Map.Entry<CounterKey, Count> entry : counters.entrySet()) {
                CounterKey key = entry.getKey();
                if (key.policyId() == policy && key.direction() == direction && key.segment() == Abi.SEGMENT_DEFAULT) {
                    packets += entry.getValue().packets();
                    bytes += entry.getValue().bytes();
                }
            }
            return new Count(packets, bytes);
        }
    }
}
