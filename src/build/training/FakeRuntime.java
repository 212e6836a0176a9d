// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A container runtime that starts one pod and checks and ends it again, as axoneme-cni would ask for it. */
final class FakeRuntime {

    private static final int MAGIC = 0x4e435841;

    private FakeRuntime() {}

    /** Waits for the agent's socket, then asks; while the pod runs, something else is done. */
    static void startPod(Path socket, FakeCluster.Part meanwhile) throws IOException {
        while (!Files.exists(socket)) {
            Thread.onSpinWait();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
        for (var command : List.of("STATUS", "ADD", "CHECK")) {
            var answer = ask(socket, command);
            System.err.println(command + ": " + answer);
            if (command.equals("ADD") && !answer.contains("\"ips\"")) {
                throw new IOException("the pod was not added: " + answer);
            }
        }
        meanwhile.run();
        System.err.println("DEL: " + ask(socket, "DEL"));
    }

    private static String ask(Path socket, String command) throws IOException {
        var environment = String.join("\0", List.of(
                        "CNI_COMMAND=" + command,
                        "CNI_CONTAINERID=c1",
                        "CNI_IFNAME=eth0",
                        "CNI_NETNS=/run/netns/c1",
                        "CNI_PATH=/opt/cni/bin",
                        "CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAMESPACE=demo;K8S_POD_NAME=api;K8S_POD_UID=u1"))
                + "\0";
        var input = "{\"cniVersion\":\"1.0.0\",\"name\":\"axoneme\",\"type\":\"axoneme-cni\"}";
        var request = ByteBuffer.allocate(12 + environment.length() + input.length()).order(ByteOrder.LITTLE_ENDIAN);
        request.putInt(MAGIC).putInt(environment.length()).putInt(input.length());
        request.put(environment.getBytes(StandardCharsets.US_ASCII)).put(input.getBytes(StandardCharsets.US_ASCII)).flip();
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            while (request.hasRemaining()) {
                channel.write(request);
            }
            var answer = Channels.newInputStream(channel).readAllBytes();
            return new String(answer, Math.min(12, answer.length), Math.max(0, answer.length - 12), StandardCharsets.UTF_8);
        }
    }
}
