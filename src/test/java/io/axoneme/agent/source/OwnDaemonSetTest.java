// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.axoneme.kube.stream.ApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnDaemonSetTest {

    private static final String OBJECT = "{\"metadata\":{\"name\":\"axoneme\",\"resourceVersion\":\"7\"}}";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch watched = new CountDownLatch(1);
    private final CountDownLatch deletionTold = new CountDownLatch(1);
    private volatile String items = OBJECT;
    private volatile int status = 200;
    private HttpServer http;
    private ApiServer server;
    private OwnDaemonSet own;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/apis/apps/v1/namespaces/kube-system/daemonsets", this::collection);
        http.createContext("/apis/apps/v1/namespaces/kube-system/daemonsets/axoneme", this::one);
        http.start();
        server = ApiServer.of(new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + http.getAddress().getPort() + "/")
                .build());
        own = new OwnDaemonSet(server, "kube-system/axoneme");
    }

    @AfterEach
    void stop() {
        deletionTold.countDown();
        own.close();
        server.close();
        http.stop(0);
        threads.shutdownNow();
    }

    @Test
    void oneThatIsThereWasNotDeleted() throws InterruptedException {
        watch();
        assertFalse(own.deleted());
    }

    @Test
    void aDeletionIsNotMissedBeforeTheWatchTells() throws InterruptedException {
        watch();
        status = 404;
        assertTrue(own.deleted());
    }

    @Test
    void whoHasNoRightsAnyMoreWaitsForTheWatch() throws InterruptedException {
        watch();
        status = 401;
        threads.execute(deletionTold::countDown);
        assertTrue(own.deleted());
    }

    @Test
    void oneThatWasNeverThereIsNotMissed() throws InterruptedException {
        items = "";
        status = 404;
        watch();
        assertFalse(own.deleted());
    }

    @Test
    void aServerThatIsAwayIsNoDeletion() throws InterruptedException {
        watch();
        http.stop(0);
        assertFalse(own.deleted());
    }

    private void watch() throws InterruptedException {
        own.start();
        watched.await();
    }

    private void collection(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getQuery().contains("watch=")) {
            watched.countDown();
            exchange.sendResponseHeaders(200, 0);
            try {
                deletionTold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            send(exchange, "{\"type\":\"DELETED\",\"object\":" + OBJECT + "}\n");
        } else {
            exchange.sendResponseHeaders(200, 0);
            send(exchange, "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[" + items + "]}");
        }
    }

    private void one(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(status, 0);
        send(exchange, OBJECT);
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        try (var body = exchange.getResponseBody()) {
            body.write(text.getBytes(UTF_8));
        }
    }
}
