// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An API server with one collection: paged lists, watches from a version on, and the faults that real ones have. */
final class FakeApiServer implements AutoCloseable {

    private record Change(int version, String line) {}

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> objects = new TreeMap<>();
    private final List<Change> log = new ArrayList<>();
    private final List<HttpExchange> watches = new ArrayList<>();
    private int version = 10;
    private int oldest;
    private int lists;

    FakeApiServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    ApiServer client() {
        var address = http.getAddress();
        return ApiServer.of(new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + address.getPort() + "/")
                .withOauthToken("secret")
                .build());
    }

    synchronized void put(String name, String labels) {
        var type = objects.containsKey(name) ? "MODIFIED" : "ADDED";
        version++;
        var json = object(name, labels);
        objects.put(name, json);
        tell(type, json);
    }

    synchronized void delete(String name) {
        version++;
        objects.remove(name);
        tell("DELETED", object(name, "{}"));
    }

    /** From now on versions before the present one are too old to watch from. */
    synchronized void compact() {
        oldest = version;
    }

    /** Cuts every connection that watches. */
    synchronized void cut() {
        watches.forEach(HttpExchange::close);
        watches.clear();
        notifyAll();
    }

    /** Sends every watch an error, as a server does that has forgotten their version. */
    synchronized void expire() {
        version++;
        tell("ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old resource version\"}");
        compact();
    }

    /** Lists that were begun. */
    synchronized int lists() {
        return lists;
    }

    private String object(String name, String labels) {
        return "{\"kind\":\"Namespace\",\"metadata\":{\"managedFields\":[{\"fieldsV1\":{\"f:x\":{}}}],\"name\":\""
                + name + "\",\"resourceVersion\":\"" + version + "\",\"labels\":" + labels
                + "},\"spec\":{\"finalizers\":[\"kubernetes\"]}}";
    }

    private void tell(String type, String json) {
        log.add(new Change(version, "{\"type\":\"" + type + "\",\"object\":" + json + "}\n"));
        notifyAll();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var query = parameters(exchange.getRequestURI().getRawQuery());
        if (!"Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{\"message\":\"Unauthorized\"}");
        } else if (query.containsKey("watch")) {
            watch(exchange, Integer.parseInt(query.getOrDefault("resourceVersion", "0")));
        } else {
            list(exchange, query);
        }
    }

    /** Pages of two, so that three objects need a second one. */
    private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
        String body;
        synchronized (this) {
            int from = Integer.parseInt(query.getOrDefault("continue", "0"));
            lists += from == 0 ? 1 : 0;
            var items = objects.values().stream().skip(from).limit(2).collect(Collectors.joining(","));
            var next = from + 2 < objects.size() ? ",\"continue\":\"" + (from + 2) + "\"" : "";
            body = "{\"kind\":\"NamespaceList\",\"metadata\":{\"resourceVersion\":\"" + version + "\"" + next
                    + "},\"items\":[" + items + "]}";
        }
        send(exchange, 200, body);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
        try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : bytes) {
            out.write(body.getBytes(UTF_8));
        }
        if (gzip) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(status, bytes.size());
        try (var out = exchange.getResponseBody()) {
            out.write(bytes.toByteArray());
        }
    }

    private void watch(HttpExchange exchange, int from) throws IOException {
        synchronized (this) {
            if (from < oldest) {
                send(exchange, 410, "{\"message\":\"too old resource version\"}");
                return;
            }
            watches.add(exchange);
        }
        exchange.sendResponseHeaders(200, 0);
        int sent = from;
        try (var out = exchange.getResponseBody()) {
            while (true) {
                Change next = after(exchange, sent);
                if (next == null) {
                    return;
                }
                out.write(next.line().getBytes(UTF_8));
                out.flush();
                sent = next.version();
            }
        }
    }

    private synchronized @Nullable Change after(HttpExchange exchange, int sent) {
        try {
            while (watches.contains(exchange)) {
                for (var change : log) {
                    if (change.version() > sent) {
                        return change;
                    }
                }
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new TreeMap<String, String>();
        for (var pair : query.split("&")) {
            var parts = pair.split("=", 2);
            parameters.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return parameters;
    }

    @Override
    public void close() {
        cut();
        http.stop(0);
        threads.shutdownNow();
    }
}
