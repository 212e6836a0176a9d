// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import io.axoneme.hubble.proto.observer.GetFlowsResponse;
import io.axoneme.hubble.proto.observer.GetNamespacesRequest;
import io.axoneme.hubble.proto.observer.GetNamespacesResponse;
import io.axoneme.hubble.proto.observer.GetNodesRequest;
import io.axoneme.hubble.proto.observer.GetNodesResponse;
import io.axoneme.hubble.proto.observer.ObserverGrpc;
import io.axoneme.hubble.proto.observer.ServerStatusRequest;
import io.axoneme.hubble.proto.observer.ServerStatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** A client of an observer: an agent, or a relay. To be closed; calls are made by one thread. */
public final class ObserverClient implements AutoCloseable {

    private final ObserverAddress address;
    private final Duration answerTimeout;
    private final EventLoopGroup events;
    private final ManagedChannel channel;

    private ObserverClient(
            ObserverAddress address, Duration answerTimeout, EventLoopGroup events, ManagedChannel channel) {
        this.address = address;
        this.answerTimeout = answerTimeout;
        this.events = events;
        this.channel = channel;
    }

    /**
     * A client of the observer at an address. The connection is made with the first call.
     *
     * @param connectTimeout after which a call fails that has no connection yet
     * @param answerTimeout after which a call fails that is not a stream
     */
    public static ObserverClient connect(ObserverAddress address, Duration connectTimeout, Duration answerTimeout) {
        var events = new EpollEventLoopGroup(1);
        int connectMillis = Math.toIntExact(Math.min(connectTimeout.toMillis(), Integer.MAX_VALUE));
        var builder = switch (address) {
            case ObserverAddress.Unix(var path) ->
                NettyChannelBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                        .channelType(EpollDomainSocketChannel.class)
                        .overrideAuthority("localhost");
            case ObserverAddress.Tcp(var target) ->
                NettyChannelBuilder.forTarget(target).channelType(EpollSocketChannel.class);
        };
        var channel = builder.eventLoopGroup(events)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .usePlaintext()
                .build();
        return new ObserverClient(address, answerTimeout, events, channel);
    }

    /**
     * Reads flows until the stream ends or the reader has enough.
     *
     * @param reader false when it wants no more
     * @throws IOException with a sentence when the observer cannot be reached, refuses or breaks off
     */
    public void flows(GetFlowsRequest request, Predicate<GetFlowsResponse> reader) throws IOException {
        try {
            var responses = ObserverGrpc.newBlockingStub(channel).getFlows(request);
            while (responses.hasNext()) {
                if (!reader.test(responses.next())) {
                    return;
                }
            }
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    /** @throws IOException with a sentence when there is no answer */
    public ServerStatusResponse status() throws IOException {
        return call(stub -> stub.serverStatus(ServerStatusRequest.getDefaultInstance()));
    }

    /** @throws IOException with a sentence when there is no answer */
    public GetNodesResponse nodes() throws IOException {
        return call(stub -> stub.getNodes(GetNodesRequest.getDefaultInstance()));
    }

    /** @throws IOException with a sentence when there is no answer */
    public GetNamespacesResponse namespaces() throws IOException {
        return call(stub -> stub.getNamespaces(GetNamespacesRequest.getDefaultInstance()));
    }

    /**
     * What the observer says of its health, as in {@code SERVING}.
     *
     * @throws IOException with a sentence when there is no answer
     */
    public String health() throws IOException {
        var question = HealthCheckRequest.newBuilder().setService(ObserverGrpc.SERVICE_NAME);
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .check(question.build())
                    .getStatus()
                    .name();
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    private <T> T call(Function<ObserverGrpc.ObserverBlockingStub, T> question) throws IOException {
        try {
            return question.apply(ObserverGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(answerTimeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    private IOException failure(StatusRuntimeException e) {
        var status = e.getStatus();
        if (status.getCode() == Status.Code.UNAVAILABLE) {
            return new IOException("failed to connect to '" + address + "': " + reason(status), e);
        }
        return new IOException(address + ": " + reason(status), e);
    }

    private static String reason(Status status) {
        var cause = status.getCause();
        var description = status.getDescription();
        if (cause != null && cause.getMessage() != null) {
            return cause.getMessage();
        }
        return description == null ? status.getCode().name() : description;
    }

    /** Ends the connection; a stream that is being read ends with it. */
    @Override
    public void close() {
        channel.shutdownNow();
        // Its threads are daemons: nothing waits for them to end.
        var _ = events.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
