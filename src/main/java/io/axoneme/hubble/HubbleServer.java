// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Serves the observer API on a Unix socket that its user and group may use. To be closed. */
public final class HubbleServer implements AutoCloseable {

    private static final String PERMISSIONS = "rw-rw----";

    private final Path socket;
    private final EventLoopGroup events;
    private final ExecutorService calls;
    private final Server server;

    private HubbleServer(Path socket, EventLoopGroup events, ExecutorService calls, Server server) {
        this.socket = socket;
        this.events = events;
        this.calls = calls;
        this.server = server;
    }

    /**
     * Starts to serve. A socket that an earlier process left is replaced.
     *
     * @param socket its folder must exist
     * @throws IOException when the socket cannot be made, or something that is no socket has its name
     */
    public static HubbleServer start(Path socket, ObserverService observer) throws IOException {
        removeLeftOver(socket);
        var events = new EpollEventLoopGroup(1);
        var calls = Executors.newVirtualThreadPerTaskExecutor();
        var server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(events)
                .workerEventLoopGroup(events)
                .executor(calls)
                .addService(observer)
                .addService(new HealthService())
                .build();
        var started = new HubbleServer(socket, events, calls, server);
        try {
            server.start();
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(PERMISSIONS));
            return started;
        } catch (IOException e) {
            started.close();
            throw new IOException("cannot serve flows on " + socket + ": " + e.getMessage(), e);
        }
    }

    private static void removeLeftOver(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException("cannot serve flows on " + socket + ": there is a file that is no socket");
        }
        Files.delete(socket);
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    /** Ends all streams and removes the socket. */
    @Override
    public void close() {
        server.shutdownNow();
        calls.shutdownNow();
        events.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
