// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import com.google.protobuf.util.FieldMaskUtil;
import io.axoneme.flow.FlowRing;
import io.axoneme.flow.NamespaceActivity;
import io.axoneme.flow.filter.FilterException;
import io.axoneme.hubble.proto.flow.Flow;
import io.axoneme.hubble.proto.observer.GetAgentEventsRequest;
import io.axoneme.hubble.proto.observer.GetAgentEventsResponse;
import io.axoneme.hubble.proto.observer.GetDebugEventsRequest;
import io.axoneme.hubble.proto.observer.GetDebugEventsResponse;
import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import io.axoneme.hubble.proto.observer.GetFlowsResponse;
import io.axoneme.hubble.proto.observer.GetNamespacesRequest;
import io.axoneme.hubble.proto.observer.GetNamespacesResponse;
import io.axoneme.hubble.proto.observer.GetNodesRequest;
import io.axoneme.hubble.proto.observer.GetNodesResponse;
import io.axoneme.hubble.proto.observer.Namespace;
import io.axoneme.hubble.proto.observer.Node;
import io.axoneme.hubble.proto.observer.ObserverGrpc;
import io.axoneme.hubble.proto.observer.ServerStatusRequest;
import io.axoneme.hubble.proto.observer.ServerStatusResponse;
import io.axoneme.hubble.proto.relay.NodeState;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The public observer API over one node's ring of flows. */
public final class ObserverService extends ObserverGrpc.ObserverImplBase {

    /** A namespace counts as long as its last flow is not older. */
    private static final Duration NAMESPACE_MEMORY = Duration.ofHours(1);

    private final ObservedNode node;
    private final FlowRing ring;
    private final WaitingReaders waiting;
    private final NamespaceActivity namespaces;
    private final InstantSource clock;
    private final Supplier<Duration> uptime;

    /**
     * A service over a ring.
     *
     * @param waiting the one that the ring's writer runs
     * @param uptime how long the agent has been there, whatever the clock says
     */
    public ObserverService(
            ObservedNode node,
            FlowRing ring,
            WaitingReaders waiting,
            NamespaceActivity namespaces,
            InstantSource clock,
            Supplier<Duration> uptime) {
        this.node = node;
        this.ring = ring;
        this.waiting = waiting;
        this.namespaces = namespaces;
        this.clock = clock;
        this.uptime = uptime;
    }

    @Override
    public void getFlows(GetFlowsRequest request, StreamObserver<GetFlowsResponse> client) {
        try {
            check(request);
            var filters = FilterDecoder.filters(request.getWhitelistList(), request.getBlacklistList());
            var stream = (ServerCallStreamObserver<GetFlowsResponse>) client;
            new FlowStream(request, filters, node.name(), ring, waiting, clock, stream).start();
        } catch (FilterException e) {
            client.onError(Status.INVALID_ARGUMENT
                    .withDescription(e.getMessage())
                    .withCause(e)
                    .asRuntimeException());
        }
    }

    private static void check(GetFlowsRequest request) {
        if (request.getFirst() && request.getFollow()) {
            throw new FilterException("first and follow cannot be combined");
        }
        for (var path : request.getFieldMask().getPathsList()) {
            if (!FieldMaskUtil.isValid(Flow.class, path)) {
                throw new FilterException("field_mask: a flow has no field \"" + path + "\"");
            }
        }
    }

    @Override
    public void serverStatus(ServerStatusRequest request, StreamObserver<ServerStatusResponse> client) {
        answer(
                client,
                ServerStatusResponse.newBuilder()
                        .setNumFlows(ring.size())
                        .setMaxFlows(ring.capacity())
                        .setSeenFlows(ring.flowsSeen())
                        .setUptimeNs(uptime.get().toNanos())
                        .setVersion(node.version())
                        .setFlowsRate(FlowRate.perSecond(ring, clock, uptime.get()))
                        .build());
    }

    @Override
    public void getNodes(GetNodesRequest request, StreamObserver<GetNodesResponse> client) {
        var self = Node.newBuilder()
                .setName(node.name())
                .setVersion(node.version())
                .setAddress(node.address())
                .setState(NodeState.NODE_CONNECTED)
                .setUptimeNs(uptime.get().toNanos())
                .setNumFlows(ring.size())
                .setMaxFlows(ring.capacity())
                .setSeenFlows(ring.flowsSeen());
        answer(client, GetNodesResponse.newBuilder().addNodes(self).build());
    }

    @Override
    public void getNamespaces(GetNamespacesRequest request, StreamObserver<GetNamespacesResponse> client) {
        var response = GetNamespacesResponse.newBuilder();
        namespaces
                .since(clock.instant().minus(NAMESPACE_MEMORY))
                .forEach(found -> response.addNamespaces(
                        Namespace.newBuilder().setCluster(found.cluster()).setNamespace(found.name())));
        answer(client, response.build());
    }

    @Override
    public void getAgentEvents(GetAgentEventsRequest request, StreamObserver<GetAgentEventsResponse> client) {
        client.onError(Status.UNIMPLEMENTED
                .withDescription(
                        "this agent does not keep agent events; its log and the status of policies tell what it did")
                .asRuntimeException());
    }

    @Override
    public void getDebugEvents(GetDebugEventsRequest request, StreamObserver<GetDebugEventsResponse> client) {
        client.onError(Status.UNIMPLEMENTED
                .withDescription("this datapath sends no debug events; traces, verdicts and drops are in the flows")
                .asRuntimeException());
    }

    private static <T> void answer(StreamObserver<T> client, T response) {
        client.onNext(response);
        client.onCompleted();
    }
}
