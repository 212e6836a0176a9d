// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.FieldMaskUtil;
import io.axoneme.hubble.FlowEncoder;
import io.axoneme.hubble.FlowJson;
import io.axoneme.hubble.proto.flow.Flow;
import io.axoneme.hubble.proto.flow.FlowFilter;
import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import java.time.Instant;
import java.util.List;

/** Makes the request that the flags ask for. Messages of its exceptions are for the user. */
final class FlowsRequest {

    /** Flows that are shown when nothing says how many. */
    private static final long DEFAULT_LAST = 20;

    /** All ones: no limit. */
    private static final long ALL = -1;

    private FlowsRequest() {}

    /**
     * The request.
     *
     * @param fromServer a server shows the last flows only, unless told otherwise; a file all
     * @throws IllegalArgumentException when flags contradict each other
     */
    static GetFlowsRequest.Builder of(SelectorOptions selector, FormatOptions format, boolean fromServer, Instant now) {
        checkTogether(selector);
        var request = GetFlowsRequest.newBuilder().setFollow(selector.follow).setFirst(selector.first > 0);
        if (!selector.since.isEmpty()) {
            request.setSince(FlowEncoder.timestamp(time("since", selector.since, now)));
        }
        if (!selector.until.isEmpty() && !selector.follow) {
            request.setUntil(FlowEncoder.timestamp(time("until", selector.until, now)));
        }
        request.setNumber(number(selector, request.hasSince() || request.hasUntil(), fromServer));
        if (!format.fieldMask.isEmpty()) {
            request.setFieldMask(mask(format.fieldMask));
        }
        return request;
    }

    private static void checkTogether(SelectorOptions selector) {
        boolean first = selector.first > 0;
        boolean last = selector.last > 0;
        refuse(first && last, "--first and --last");
        refuse(first && selector.all, "--first and --all");
        refuse(first && selector.follow, "--first and --follow");
        refuse(last && selector.all, "--last and --all");
        if (selector.first < 0 || selector.last < 0) {
            throw new IllegalArgumentException("--first and --last must not be negative");
        }
    }

    private static void refuse(boolean both, String flags) {
        if (both) {
            throw new IllegalArgumentException("cannot set both " + flags);
        }
    }

    private static long number(SelectorOptions selector, boolean byTime, boolean fromServer) {
        if (selector.first > 0) {
            return selector.first;
        }
        if (byTime || selector.last > 0) {
            return selector.last;
        }
        if (selector.all) {
            return ALL;
        }
        return fromServer && !selector.follow ? DEFAULT_LAST : 0;
    }

    private static Instant time(String name, String text, Instant now) {
        try {
            return TimeArgument.parse(text, now);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("failed to parse the " + name + " time: " + e.getMessage(), e);
        }
    }

    private static FieldMask mask(List<String> fields) {
        var mask = FieldMask.newBuilder().addAllPaths(fields).build();
        for (var field : fields) {
            if (!FieldMaskUtil.isValid(Flow.class, field)) {
                throw new IllegalArgumentException(
                        "failed to construct field mask: a flow has no field \"" + field + "\"");
            }
        }
        return mask;
    }

    /**
     * Filters given in JSON.
     *
     * @param flag its name, for the message
     * @throws IllegalArgumentException when one is not understood
     */
    static List<FlowFilter> rawFilters(String flag, List<String> filters) {
        return filters.stream().map(json -> rawFilter(flag, json)).toList();
    }

    private static FlowFilter rawFilter(String flag, String json) {
        var filter = FlowFilter.newBuilder();
        try {
            FlowJson.readStrictly(json, filter);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "invalid --" + flag + " flag: failed to decode '" + json + "': " + e.getMessage(), e);
        }
        return filter.build();
    }
}
