// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class ApiNodesTest {

    @Test
    void aConnectionThatEndsInMidListIsTheClientsExceptionWhichIsTriedAgain() throws IOException {
        try (var server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUp(server));
            var config = new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getLocalPort())
                    .withRequestRetryBackoffLimit(0)
                    .build();
            try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
                assertThrows(KubernetesClientException.class, () -> ApiNodes.start(client));
            }
        }
    }

    /** Ends each connection once it has been asked something. */
    private static void hangUp(ServerSocket server) {
        try {
            while (true) {
                try (var connection = server.accept()) {
                    connection.getInputStream().read();
                }
            }
        } catch (SocketException _) {
            // the test is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
