// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The loader's end of the socket: takes frames, remembers their payloads, answers as the test scripted. HELLO is answered by
 * itself. Written against the JDK's own sockets, so that it shares nothing with the client but the protocol.
 */
final class ScriptedLoader implements AutoCloseable {

    /** What is sent back for one request: payloads of one frame each. */
    record Reply(int error, List<byte[]> payloads) {
        static Reply ok(PayloadWriter... payloads) {
            return new Reply(
                    0, List.of(payloads).stream().map(PayloadWriter::toBytes).toList());
        }

        static Reply refuse(int errno, int index, String sentence) {
            return new Reply(
                    errno,
                    List.of(new PayloadWriter().u32(index).str(sentence).str("").toBytes()));
        }
    }

    /** A request as it came. */
    static final class Request {
        private final int type;
        private final byte[] payload;

        Request(int type, byte[] payload) {
            this.type = type;
            this.payload = payload;
        }

        int type() {
            return type;
        }

        byte[] payload() {
            return payload;
        }
    }

    private static final int HEADER = 16;

    private final ServerSocketChannel server;
    private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();
    final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    final BlockingQueue<SocketChannel> eventConnections = new LinkedBlockingQueue<>();
    volatile Reply helloReply =
            Reply.ok(new PayloadWriter().u32(2).str("scripted").text(""));

    ScriptedLoader(Path path) throws IOException {
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Thread.ofPlatform().daemon().name("scripted-loader").start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                connections.add(connection);
                Thread.ofPlatform().daemon().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // The server was closed: the test is over.
            connections.forEach(Closing::quietly);
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(connection));
            while (true) {
                byte[] header = in.readNBytes(HEADER);
                if (header.length < HEADER) {
                    throw new EOFException();
                }
                PayloadReader reader = new PayloadReader(header);
                byte[] payload = new byte[reader.u32()];
                Frame frame = Frame.of(reader, payload);
                in.readFully(payload);
                requests.add(new Request(frame.type(), payload));
                boolean hello = frame.type() == RequestType.HELLO.number();
                answer(connection, frame, hello ? helloReply : replies.take());
                if (hello && isEvents(new PayloadReader(payload))) {
                    eventConnections.add(connection);
                }
            }
        } catch (IOException e) {
            connections.remove(connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isEvents(PayloadReader hello) throws ProtocolException {
        hello.u32();
        return hello.u32() == 2;
    }

    private static void answer(SocketChannel connection, Frame request, Reply reply) throws IOException {
        for (int i = 0; i < reply.payloads().size(); i++) {
            boolean more = i + 1 < reply.payloads().size();
            byte[] payload = reply.payloads().get(i);
            PayloadWriter frame = new PayloadWriter()
                    .u32(payload.length)
                    .u16(request.type() | Frame.ANSWER)
                    .u16(more ? 1 : 0)
                    .u32(request.requestId())
                    .u32(reply.error())
                    .raw(payload);
            write(connection, frame);
        }
    }

    /** Sends a frame that nobody asked for. */
    static void push(SocketChannel connection, RequestType type, PayloadWriter payload) {
        try {
            write(
                    connection,
                    new PayloadWriter()
                            .u32(payload.size())
                            .u16(type.number())
                            .u16(0)
                            .u32(0)
                            .u32(0)
                            .raw(payload.toBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(SocketChannel connection, PayloadWriter frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(frame.toBytes());
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    /** Cuts every connection, as a killed loader does; new ones are accepted. */
    void cut() {
        connections.forEach(Closing::quietly);
        connections.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
