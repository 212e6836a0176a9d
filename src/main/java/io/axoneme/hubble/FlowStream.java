// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.FieldMaskUtil;
import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowEntry;
import io.axoneme.flow.FlowReader;
import io.axoneme.flow.FlowRing;
import io.axoneme.flow.LostEvents;
import io.axoneme.flow.filter.FlowFilters;
import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import io.axoneme.hubble.proto.observer.GetFlowsResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream of flows, run by a thread of its own. It goes at the client's pace: while the client does not take more, the
 * thread waits, and what the ring overwrites meanwhile is told as lost.
 */
final class FlowStream implements Runnable {

    /** Bounds a wait, for the case that a wake-up came between looking and waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long UNLIMITED = -1;

    private final GetFlowsRequest request;
    private final FlowFilters filters;
    private final String nodeName;
    private final FlowRing ring;
    private final WaitingReaders waiting;
    private final InstantSource clock;
    private final ServerCallStreamObserver<GetFlowsResponse> client;
    private final @Nullable FieldMask mask;

    FlowStream(
            GetFlowsRequest request,
            FlowFilters filters,
            String nodeName,
            FlowRing ring,
            WaitingReaders waiting,
            InstantSource clock,
            ServerCallStreamObserver<GetFlowsResponse> client) {
        this.request = request;
        this.filters = filters;
        this.nodeName = nodeName;
        this.ring = ring;
        this.waiting = waiting;
        this.clock = clock;
        this.client = client;
        this.mask = request.hasFieldMask() ? request.getFieldMask() : null;
    }

    /** Starts the thread. To be called before the call's method returns, since only then the client's handlers may be set. */
    void start() {
        var thread = Thread.ofVirtual().name("hubble-flows").unstarted(this);
        client.setOnReadyHandler(() -> LockSupport.unpark(thread));
        client.setOnCancelHandler(thread::interrupt);
        thread.start();
    }

    @Override
    public void run() {
        try {
            send();
            if (!client.isCancelled()) {
                client.onCompleted();
            }
        } catch (InterruptedException e) {
            // The client is gone.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            client.onError(Status.INTERNAL
                    .withDescription("the stream of flows failed: " + e)
                    .withCause(e)
                    .asRuntimeException());
        }
    }

    private void send() throws InterruptedException {
        long end = ring.end();
        long left = request.getFirst() && isLimited() ? request.getNumber() : Long.MAX_VALUE;
        var reader = new FlowReader(ring, start(end), clock);
        while (left > 0 && !client.isCancelled()) {
            var entry = request.getFollow() || reader.sequence() < end ? reader.poll() : null;
            if (entry == null && !request.getFollow()) {
                return;
            }
            if (entry == null) {
                waiting.await(ring, reader, PATIENCE);
            } else if (isWanted(entry)) {
                awaitReady();
                client.onNext(response(entry));
                left -= entry instanceof Flow ? 1 : 0;
            }
        }
    }

    private long start(long end) {
        if (request.getFirst() || !isLimited()) {
            boolean onlyNew = request.getFollow() && request.getNumber() == 0 && !request.hasSince();
            return onlyNew ? end : ring.oldest();
        }
        return ring.startOfLast(request.getNumber(), entry -> entry instanceof Flow && isWanted(entry));
    }

    private boolean isLimited() {
        return request.getNumber() != 0 && request.getNumber() != UNLIMITED;
    }

    private boolean isWanted(FlowEntry entry) {
        boolean early = request.hasSince() && entry.time().isBefore(FlowDecoder.instant(request.getSince()));
        boolean late = request.hasUntil() && entry.time().isAfter(FlowDecoder.instant(request.getUntil()));
        return !early
                && !late
                && switch (entry) {
                    case Flow flow -> filters.test(flow);
                    case LostEvents _ -> true;
                };
    }

    private void awaitReady() throws InterruptedException {
        while (!client.isReady() && !client.isCancelled()) {
            LockSupport.parkNanos(this, PATIENCE.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private GetFlowsResponse response(FlowEntry entry) {
        var response = GetFlowsResponse.newBuilder().setNodeName(nodeName).setTime(FlowEncoder.timestamp(entry.time()));
        switch (entry) {
            case Flow flow -> response.setFlow(masked(FlowEncoder.flow(flow)));
            case LostEvents lost -> response.setLostEvents(FlowEncoder.lostEvent(lost));
        }
        return response.build();
    }

    private io.axoneme.hubble.proto.flow.Flow masked(io.axoneme.hubble.proto.flow.Flow flow) {
        if (mask == null) {
            return flow;
        }
        var part = io.axoneme.hubble.proto.flow.Flow.newBuilder();
        FieldMaskUtil.merge(mask, flow, part);
        return part.build();
    }
}
