// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.FieldMaskUtil;
import io.axoneme.flow.filter.FlowFilters;
import io.axoneme.hubble.FilterDecoder;
import io.axoneme.hubble.FlowDecoder;
import io.axoneme.hubble.FlowJson;
import io.axoneme.hubble.proto.flow.Flow;
import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import io.axoneme.hubble.proto.observer.GetFlowsResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Flows of a file, one response in JSON a line. In the order of the file; following it makes no sense and is ignored.
 *
 * @param file {@code -} for the standard input
 * @param problems takes a sentence about each line that is no response; the line is passed over
 */
record InputFlows(String file, InputStream standardInput, Consumer<String> problems) implements FlowSource {

    private static final String STANDARD_INPUT = "-";

    @Override
    public void read(GetFlowsRequest request, Predicate<GetFlowsResponse> reader) throws IOException {
        var filters = FilterDecoder.filters(request.getWhitelistList(), request.getBlacklistList());
        try (var input = open();
                var lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            var responses = new Lines(lines, request, filters);
            if (request.getNumber() == 0 || isUnlimited(request)) {
                responses.all(reader);
            } else if (request.getFirst()) {
                responses.first(reader);
            } else {
                responses.last(reader);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("open " + file + ": no such file or directory", e);
        }
    }

    private InputStream open() throws IOException {
        return file.equals(STANDARD_INPUT) ? standardInput : Files.newInputStream(Path.of(file));
    }

    /** All ones mean that there is no limit. */
    private static boolean isUnlimited(GetFlowsRequest request) {
        return request.getNumber() == -1;
    }

    /** The lines that the request asks for. */
    private final class Lines {
        private final BufferedReader lines;
        private final GetFlowsRequest request;
        private final FlowFilters filters;
        private long number;

        Lines(BufferedReader lines, GetFlowsRequest request, FlowFilters filters) {
            this.lines = lines;
            this.request = request;
            this.filters = filters;
        }

        void all(Predicate<GetFlowsResponse> reader) throws IOException {
            for (var response = next(); response != null; response = next()) {
                if (!reader.test(response)) {
                    return;
                }
            }
        }

        void first(Predicate<GetFlowsResponse> reader) throws IOException {
            for (long left = request.getNumber(); left > 0; left--) {
                var response = next();
                if (response == null || !reader.test(response)) {
                    return;
                }
            }
        }

        void last(Predicate<GetFlowsResponse> reader) throws IOException {
            Deque<GetFlowsResponse> kept = new ArrayDeque<>();
            for (var response = next(); response != null; response = next()) {
                kept.addLast(response);
                if (kept.size() > request.getNumber()) {
                    kept.removeFirst();
                }
            }
            for (var response : kept) {
                if (!reader.test(response)) {
                    return;
                }
            }
        }

        /** The next response that is asked for; null at the end. */
        private @Nullable GetFlowsResponse next() throws IOException {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                var response = line.isBlank() ? null : parse(line);
                if (response != null && isWithinTime(response) && isWanted(response)) {
                    return masked(response);
                }
            }
            return null;
        }

        private @Nullable GetFlowsResponse parse(String line) {
            var response = GetFlowsResponse.newBuilder();
            try {
                FlowJson.read(line, response);
                return response.build();
            } catch (InvalidProtocolBufferException e) {
                problems.accept("line " + number + " is not a flow: " + e.getMessage());
                return null;
            }
        }

        private boolean isWithinTime(GetFlowsResponse response) {
            var time = FlowDecoder.instant(response.getTime());
            boolean early = request.hasSince() && time.isBefore(FlowDecoder.instant(request.getSince()));
            boolean late = request.hasUntil() && time.isAfter(FlowDecoder.instant(request.getUntil()));
            return !early && !late;
        }

        /** Notices are not filtered: they say what a reader does not see. */
        private boolean isWanted(GetFlowsResponse response) {
            return !response.hasFlow() || filters.test(FlowDecoder.flow(response.getFlow()));
        }

        private GetFlowsResponse masked(GetFlowsResponse response) {
            if (!request.hasFieldMask() || !response.hasFlow()) {
                return response;
            }
            var flow = Flow.newBuilder();
            FieldMaskUtil.merge(request.getFieldMask(), response.getFlow(), flow);
            return response.toBuilder().setFlow(flow).build();
        }
    }
}
