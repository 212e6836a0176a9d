// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CniServerTest {
    private final FakePodNetwork network = new FakePodNetwork();
    private final int uid = (int) new UnixSystem().getUid();

    @TempDir
    Path folder;

    private final Deque<CniServer> servers = new ArrayDeque<>();

    private void start() throws IOException {
        servers.push(CniServer.start(folder.resolve("cni.sock"), network, uid));
    }

    @AfterEach
    void stop() throws IOException {
        while (!servers.isEmpty()) {
            servers.pop().close();
        }
    }

    /** What comes before the other side closes; closing with bytes unread is a reset, and no answer either. */
    private static byte[] answer(SocketChannel socket) throws IOException {
        try {
            return Channels.newInputStream(socket).readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    private String exchange(byte[] request) throws IOException {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(folder.resolve("cni.sock")));
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
            byte[] all = answer(socket);
            if (all.length == 0) {
                return "";
            }
            ByteBuffer answer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(0x4e435841, answer.getInt());
            int exitCode = answer.getInt();
            assertEquals(all.length - 12, answer.getInt());
            return exitCode + " " + new String(all, 12, all.length - 12, StandardCharsets.UTF_8);
        }
    }

    @Test
    void exchangesRunSideBySide() throws Exception {
        int clients = 20;
        CountDownLatch gate = new CountDownLatch(1);
        start();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            List<Future<String>> answers = IntStream.range(0, clients)
                    .mapToObj(i -> threads.submit(() -> {
                        gate.await();
                        return exchange(Requests.frame(Requests.pod("DEL", "c" + i, ""), Requests.config("1.0.0")));
                    }))
                    .toList();
            gate.countDown();
            for (Future<String> answer : answers) {
                assertEquals("0 ", answer.get());
            }
            assertEquals(clients, network.calls.stream().distinct().count());
            assertEquals("rw-------", permissions());
        }
        stop();
        assertFalse(Files.exists(folder.resolve("cni.sock")));
    }

    private String permissions() throws IOException {
        return java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("cni.sock")));
    }

    @Test
    void whatIsNoRequestIsNotAnswered() throws IOException {
        start();
        assertEquals("", exchange("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        byte[] tooLong = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x4e435841)
                .putInt(-1)
                .putInt(0)
                .array();
        assertEquals("", exchange(tooLong));
        assertEquals(List.of(), network.calls);
    }

    @Test
    void socketLeftByAKilledProcessIsReplaced() throws IOException {
        start();
        start();
        assertEquals("0 ", exchange(Requests.frame(Requests.pod("CHECK", "c", "x"), Requests.config("1.0.0"))));
    }
}
