// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/** Asks the agent of this node. */
public final class AdminClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AdminClient() {}

    /**
     * One exchange.
     *
     * @param socket the agent's
     * @throws IOException when nobody listens there, or not with what this expects
     */
    public static AdminReply ask(Path socket, String verb, List<String> args) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("verb", verb);
        args.forEach(request.putArray("args")::add);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(request));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.shutdownOutput();
            JsonNode reply = JSON.readTree(Channels.newInputStream(channel).readAllBytes());
            return new AdminReply(
                    reply.path("exitCode").asInt(1),
                    reply.path("output").asText(),
                    reply.path("error").asText());
        }
    }
}
