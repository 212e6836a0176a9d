// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Listens for the command line on the node: one exchange a connection. The request is one JSON object, ended by closing that way:
 * {@code {"verb": "endpoint list", "args": []}}; the answer is {@code {"exitCode": 0, "output": "…", "error": ""}}. Only the agent's own
 * user and root can open the socket.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AdminServer.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUEST_MAX = 64 * 1024;

    private final ServerSocketChannel server;
    private final Path path;
    private final AdminHandler handler;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    private AdminServer(ServerSocketChannel server, Path path, AdminHandler handler) {
        this.server = server;
        this.path = path;
        this.handler = handler;
    }

    /** Listens and answers until closed. A socket that an earlier process left is replaced. */
    public static AdminServer start(Path path, AdminHandler handler) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        AdminServer server = new AdminServer(channel, path, handler);
        Thread.ofPlatform().name("admin-accept").daemon().start(server::accept);
        return server;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                workers.execute(() -> serve(connection));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.log(Level.ERROR, "socket " + path + " cannot accept", e);
                }
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                InputStream in = Channels.newInputStream(connection)) {
            AdminReply reply = answer(in.readNBytes(REQUEST_MAX));
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("exitCode", reply.exitCode())
                    .put("output", reply.output())
                    .put("error", reply.error())));
            while (bytes.hasRemaining()) {
                connection.write(bytes);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "socket {0}: an exchange failed: {1}", path, e.getMessage());
        }
    }

    private AdminReply answer(byte[] request) throws IOException {
        try {
            JsonNode json = JSON.readTree(request);
            List<String> args = new ArrayList<>();
            json.path("args").forEach(arg -> args.add(arg.asText()));
            return handler.answer(json.path("verb").asText(), args);
        } catch (JacksonException e) {
            return AdminReply.misunderstood("request: " + e.getOriginalMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a verb failed", e);
            return AdminReply.failed("the agent failed: " + e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        workers.shutdown();
        Files.deleteIfExists(path);
    }
}
