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
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An API server with one collection: paged lists, watches from a version on, and the faults that real ones have. */
public final class FakeApiServer implements AutoCloseable {

    private static final String VERSION = "\"resourceVersion\":\"[0-9]*\"";
    private static final String NAMESPACE = """
        {"kind":"Namespace","metadata":{"managedFields":[{"fieldsV1":{"f:x":{}}}],"name":"%s","resourceVersion":"@","labels":%s},
        "spec":{"finalizers":["kubernetes"]}}""".replace("\n", "");

    /** What is left of a list that was begun at this version. */
    private record Page(int version, List<String> items) {}

    private record Change(int version, String line) {}

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> objects = new TreeMap<>();
    private final Map<String, Page> pages = new TreeMap<>();
    private final List<Change> log = new ArrayList<>();
    private final List<HttpExchange> watches = new ArrayList<>();
    private int version = 10;
    private int oldest;
    private int lists;

    public FakeApiServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    public ApiServer client() {
        var address = http.getAddress();
        return ApiServer.of(new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + address.getPort() + "/")
                .withOauthToken("secret")
                .build());
    }

    void put(String name, String labels) {
        putObject(name, NAMESPACE.formatted(name, labels));
    }

    /** Creates or replaces an object of any kind; in its JSON an at sign stands for its version. */
    public synchronized void putObject(String name, String json) {
        var type = objects.containsKey(name) ? "MODIFIED" : "ADDED";
        version++;
        var stored = json.replace("@", Integer.toString(version));
        objects.put(name, stored);
        tell(type, stored);
    }

    /** Deletes one that is there. */
    public synchronized void delete(String name) {
        version++;
        var last = Objects.requireNonNull(objects.remove(name));
        tell("DELETED", last.replaceFirst(VERSION, "\"resourceVersion\":\"" + version + "\""));
    }

    /** From now on versions before the present one are too old to watch from. */
    public synchronized void compact() {
        oldest = version;
    }

    /** Cuts every connection that watches. */
    public synchronized void cut() {
        watches.forEach(HttpExchange::close);
        watches.clear();
        notifyAll();
    }

    /** Sends every watch an error, as a server does that has forgotten their version. */
    public synchronized void expire() {
        version++;
        tell("ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old resource version\"}");
        compact();
    }

    /** Lists that were begun. */
    synchronized int lists() {
        return lists;
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

    /** Pages of two, so that three objects need a second one; all of them are of the moment at which the first was asked for. */
    private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
        String body;
        synchronized (this) {
            var token = query.get("continue");
            var page = token == null
                    ? new Page(version, List.copyOf(objects.values()))
                    : Objects.requireNonNull(pages.get(token));
            lists += token == null ? 1 : 0;
            var rest = page.items()
                    .subList(Math.min(2, page.items().size()), page.items().size());
            var next = "p" + pages.size();
            if (!rest.isEmpty()) {
                pages.put(next, new Page(page.version(), rest));
            }
            body = "{\"kind\":\"NamespaceList\",\"metadata\":{\"resourceVersion\":\"" + page.version() + "\""
                    + (rest.isEmpty() ? "" : ",\"continue\":\"" + next + "\"")
                    + "},\"items\":[" + page.items().stream().limit(2).collect(Collectors.joining(",")) + "]}";
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
