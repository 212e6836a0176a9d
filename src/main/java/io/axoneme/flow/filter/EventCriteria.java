// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowDirection;
import io.axoneme.flow.FlowVerdict;
import io.axoneme.flow.Reply;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Criteria about what was observed, and where. A flow matches when one of the values does. */
public final class EventCriteria {

    /**
     * A kind of event.
     *
     * @param type 0: any
     * @param subType looked at only when matchSubType is set
     */
    public record EventKind(int type, boolean matchSubType, int subType) {
        boolean matches(Flow flow) {
            var event = flow.event();
            return (type == 0 || type == event.type()) && (!matchSubType || subType == event.subType());
        }
    }

    /**
     * A network interface.
     *
     * @param index 0: any
     * @param name empty: any
     */
    public record Interface(int index, String name) {
        boolean matches(Flow flow) {
            var context = flow.context();
            boolean told =
                    context.interfaceIndex() != 0 || !context.interfaceName().isEmpty();
            return told
                    && (index == 0 || index == context.interfaceIndex())
                    && (name.isEmpty() || name.equals(context.interfaceName()));
        }
    }

    private EventCriteria() {}

    public static Predicate<Flow> verdict(List<FlowVerdict> values) {
        var verdicts = Set.copyOf(values);
        return flow -> verdicts.contains(flow.verdict());
    }

    public static Predicate<Flow> eventType(List<EventKind> values) {
        var kinds = List.copyOf(values);
        return flow -> flow.event().type() != 0 && kinds.stream().anyMatch(kind -> kind.matches(flow));
    }

    /** Public numbers of drop reasons. */
    public static Predicate<Flow> dropReason(List<Integer> values) {
        var reasons = Set.copyOf(values);
        return flow -> reasons.contains(flow.event().dropReason());
    }

    public static Predicate<Flow> direction(List<FlowDirection> values) {
        var directions = Set.copyOf(values);
        return flow -> directions.contains(flow.direction());
    }

    /** A flow of which it is not known matches neither value. */
    public static Predicate<Flow> reply(List<Boolean> values) {
        return flow -> switch (flow.reply()) {
            case UNKNOWN -> false;
            case NO, YES -> values.contains(flow.reply() == Reply.YES);
        };
    }

    public static Predicate<Flow> uuid(List<String> values) {
        var uuids = Set.copyOf(values);
        return flow -> uuids.contains(flow.uuid());
    }

    public static Predicate<Flow> networkInterface(List<Interface> values) {
        var interfaces = List.copyOf(values);
        return flow -> interfaces.stream().anyMatch(wanted -> wanted.matches(flow));
    }

    /** {@code [cluster/]node}, with {@code *} as wildcard. */
    public static Predicate<Flow> nodeName(List<String> values) {
        var patterns = Values.parse("node name", values, DomainPattern::node);
        return flow -> {
            var name = DomainPattern.qualified(flow.nodeName());
            return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
        };
    }

    /** Kubernetes label selectors. */
    public static Predicate<Flow> nodeLabel(List<String> values) {
        var queries = Values.parse("node label", values, LabelQuery::parse);
        return flow -> queries.stream().anyMatch(query -> query.matches(flow.nodeLabels()));
    }

    public static Predicate<Flow> traceId(List<String> values) {
        var ids = Set.copyOf(values);
        return flow -> ids.contains(flow.context().traceId());
    }

    /** Trace ids from the packet's IP options. */
    public static Predicate<Flow> ipTraceId(List<Long> values) {
        var ids = Set.copyOf(values);
        return flow -> ids.contains(flow.context().ipTraceId());
    }

    public static Predicate<Flow> encrypted(List<Boolean> values) {
        return flow -> {
            var ip = flow.packet().ip();
            return values.contains(ip != null && ip.encrypted());
        };
    }
}
