// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jdk.net.ExtendedSocketOptions;

/** Listens for the CNI plugin: one exchange a connection, from root or the agent's own user only. */
public final class CniServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CniServer.class.getName());
    private static final int MAGIC = 0x4e435841;
    private static final int HEADER_SIZE = 12;
    /** Longest environment or standard input, in bytes. */
    private static final int TEXT_MAX = 1024 * 1024;

    private final ServerSocketChannel server;
    private final Path path;
    private final CniHandler handler;
    private final Set<UserPrincipal> allowed;
    // Platform threads: reads on these sockets block in native code.
    private final ExecutorService workers = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("cni-", 0).daemon().factory());
    private volatile boolean closed;

    private CniServer(ServerSocketChannel server, Path path, PodNetwork network, Set<UserPrincipal> allowed) {
        this.server = server;
        this.path = path;
        this.handler = new CniHandler(network);
        this.allowed = allowed;
    }

    /**
     * Listens and answers until closed. A socket that an earlier process left is replaced.
     *
     * @param path of the socket
     * @param ownUid heard besides root
     */
    public static CniServer start(Path path, PodNetwork network, int ownUid) throws IOException {
        Set<UserPrincipal> allowed = new HashSet<>(List.of(user(0)));
        allowed.add(user(ownUid));
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        CniServer server = new CniServer(channel, path, network, allowed);
        Thread.ofPlatform().name("cni-accept").daemon().start(server::accept);
        return server;
    }

    /** By number: there need not be a user database, and users of equal number are equal. */
    private static UserPrincipal user(int uid) throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(Integer.toString(uid));
    }

    private void accept() {
        while (!closed) {
            try {
                SocketChannel connection = server.accept();
                workers.execute(() -> serve(connection));
            } catch (IOException e) {
                if (!closed) {
                    LOG.log(Level.ERROR, "CNI socket " + path + " cannot accept", e);
                }
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            UserPrincipal user =
                    connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (!allowed.contains(user)) {
                LOG.log(Level.WARNING, "CNI: a connection of user {0} was closed unheard", user.getName());
                return;
            }
            ByteBuffer header = exactly(connection, HEADER_SIZE);
            if (header.getInt() != MAGIC) {
                throw new IOException("no CNI plugin's request");
            }
            int environmentLength = length(header.getInt());
            int inputLength = length(header.getInt());
            byte[] environment = exactly(connection, environmentLength).array();
            answer(
                    connection,
                    handler.handle(environment, exactly(connection, inputLength).array()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "CNI: a connection failed: {0}", e.getMessage());
        }
    }

    private static int length(int length) throws IOException {
        if (length < 0 || length > TEXT_MAX) {
            throw new IOException("a text of " + Integer.toUnsignedLong(length) + " bytes");
        }
        return length;
    }

    private static ByteBuffer exactly(SocketChannel channel, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("it ended early");
            }
        }
        return buffer.flip();
    }

    private static void answer(SocketChannel connection, CniHandler.Reply reply) throws IOException {
        byte[] output = reply.output().getBytes(StandardCharsets.UTF_8);
        ByteBuffer answer = ByteBuffer.allocate(HEADER_SIZE + output.length).order(ByteOrder.LITTLE_ENDIAN);
        answer.putInt(MAGIC)
                .putInt(reply.exitCode())
                .putInt(output.length)
                .put(output)
                .flip();
        while (answer.hasRemaining()) {
            connection.write(answer);
        }
    }

    /** Stops listening. Exchanges under way are finished by their own threads. */
    @Override
    public void close() throws IOException {
        closed = true;
        workers.shutdown();
        server.close();
        Files.deleteIfExists(path);
    }
}
