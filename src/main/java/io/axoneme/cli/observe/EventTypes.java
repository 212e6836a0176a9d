// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.flow.FlowEvent;
import io.axoneme.flow.TracePoint;
import io.axoneme.flow.filter.FilterException;
import io.axoneme.hubble.proto.flow.EventTypeFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values of {@code --type}: {@code TYPE[:SUBTYPE]}, by name or number. */
final class EventTypes {

    static final String DESCRIPTION =
            "Only flows of events of this type, TYPE[:SUBTYPE]. Types: capture, drop, l7, l3/l4"
                    + " (everything but l7), policy-verdict, trace, trace-sock. Sub types of trace: "
                    + Arrays.stream(TracePoint.values()).map(TracePoint::text).collect(Collectors.joining(", "))
                    + "; of drop: the reason's number.";

    private static final Map<String, Integer> NUMBERS = Map.of(
            "drop", FlowEvent.DROP,
            "debug", FlowEvent.DEBUG,
            "capture", FlowEvent.CAPTURE,
            "trace", FlowEvent.TRACE,
            "policy-verdict", FlowEvent.POLICY_VERDICT,
            "recorder", 6,
            "trace-sock", FlowEvent.TRACE_SOCK,
            "l7", FlowEvent.L7,
            "agent", FlowEvent.AGENT);

    /** Documentation knows this name; the API has no type for it. */
    private static final String NOT_L7 = "l3/l4";

    private static final List<Integer> NOT_L7_TYPES = List.of(
            FlowEvent.DROP,
            FlowEvent.DEBUG,
            FlowEvent.CAPTURE,
            FlowEvent.TRACE,
            FlowEvent.POLICY_VERDICT,
            FlowEvent.TRACE_SOCK);

    private EventTypes() {}

    /**
     * The events that a value means.
     *
     * @throws FilterException when it is neither a name nor a number
     */
    static List<EventTypeFilter> parse(String text) {
        if (text.equals(NOT_L7)) {
            return NOT_L7_TYPES.stream()
                    .map(type -> EventTypeFilter.newBuilder().setType(type).build())
                    .toList();
        }
        int colon = text.indexOf(':');
        var kind = EventTypeFilter.newBuilder().setType(type(colon < 0 ? text : text.substring(0, colon)));
        if (colon >= 0) {
            kind.setMatchSubType(true).setSubType(subType(kind.getType(), text.substring(colon + 1)));
        }
        return List.of(kind.build());
    }

    private static int type(String text) {
        var number = NUMBERS.get(text);
        return number != null
                ? number
                : number(
                        text,
                        "unable to parse type '" + text
                                + "', not a known type name and unable to parse as numeric value");
    }

    private static int subType(int type, String text) {
        if (type == FlowEvent.TRACE && TracePoint.named(text).isPresent()) {
            return TracePoint.named(text).get().number();
        }
        return number(
                text,
                "unable to parse event sub-type '" + text
                        + "', not a known sub-type name and unable to parse as numeric value");
    }

    private static int number(String text, String problem) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new FilterException(problem + ": strconv.ParseUint: parsing \"" + text + "\": invalid syntax", e);
        }
    }
}
