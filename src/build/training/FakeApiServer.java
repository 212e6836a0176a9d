// SPDX-License-Identifier: Apache-2.0
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Lists, watches (over HTTP and over WebSocket), creations, patches and deletions of whatever is in the store, over TLS on the loopback address. */
final class FakeApiServer {

    private static final YAMLMapper YAML = new YAMLMapper();

    private record Request(String method, String path, Map<String, String> query, Map<String, String> headers, String body) {}

    private final ObjectStore objects;

    private FakeApiServer(ObjectStore objects) {
        this.objects = objects;
    }

    /** Serves until the process ends; returns the port. */
    static int start(Path keyStore, ObjectStore objects) throws IOException, GeneralSecurityException {
        var server = context(keyStore).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var api = new FakeApiServer(objects);
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                try {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> api.converse(socket));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        return server.getLocalPort();
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, FakeCluster.PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, FakeCluster.PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void converse(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (var request = read(in); request != null; request = read(in)) {
                if (answer(request, in, socket.getOutputStream())) {
                    return;
                }
            }
        } catch (SocketException | SSLException e) {
            // The client has gone.
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    private static Request read(InputStream in) throws IOException {
        var first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        var headers = new HashMap<String, String>();
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon).toLowerCase(), header.substring(colon + 1).strip());
        }
        var words = first.split(" ");
        var target = words[1].split("\\?", 2);
        var query = new HashMap<String, String>();
        for (var pair : target.length < 2 ? new String[0] : target[1].split("&")) {
            var parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
        var body = headers.containsKey("content-length")
                ? in.readNBytes(Integer.parseInt(headers.get("content-length")))
                : headers.containsKey("transfer-encoding") ? chunks(in) : new byte[0];
        return new Request(words[0], target[0], query, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            bytes.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return bytes.toByteArray();
    }

    /** Whether the connection is over after this. */
    private boolean answer(Request request, InputStream in, OutputStream out) throws IOException {
        var path = request.path().replaceFirst("/status$", "");
        if (request.query().containsKey("watch") && !request.query().get("watch").equals("false")) {
            watch(path, request, in, out);
            return true;
        }
        var body = body(request);
        switch (request.method()) {
            case "GET" -> reply(out, 200, named(path) ? objects.get(path).orElse(null) : list(path));
            case "POST" -> reply(out, 201, post(path, (ObjectNode) body));
            case "PUT" -> reply(out, 200, objects.put(path, (ObjectNode) body));
            case "PATCH" -> reply(out, 200, objects.patch(path, body));
            case "DELETE" -> reply(out, 200, objects.delete(path).orElse(null));
            default -> reply(out, 405, null);
        }
        return false;
    }

    /** A question about rights is answered with all of them; anything else is made. */
    private ObjectNode post(String path, ObjectNode body) {
        if (path.endsWith("/selfsubjectrulesreviews")) {
            var rules = body.putObject("status").putArray("resourceRules").addObject();
            List.of("apiGroups", "resources", "verbs").forEach(field -> rules.putArray(field).add("*"));
            return body;
        }
        return objects.put(path + "/" + body.at("/metadata/name").asText(), body);
    }

    private static JsonNode body(Request request) throws IOException {
        return request.body().isEmpty() ? ObjectStore.JSON.createObjectNode() : YAML.readTree(request.body());
    }

    /** Paths alternate between kinds and names below the version: /api/v1/KIND/NAME, /apis/GROUP/VERSION/namespaces/NAME/KIND. */
    private static boolean named(String path) {
        int words = path.split("/").length - (path.startsWith("/api/") ? 3 : 4);
        return words % 2 == 0;
    }

    private ObjectNode list(String path) {
        var list = ObjectStore.JSON.createObjectNode();
        list.put("kind", "List").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", Long.toString(objects.version()));
        list.putArray("items").addAll(objects.list(path));
        return list;
    }

    private static void reply(OutputStream out, int status, ObjectNode object) throws IOException {
        var found = object != null;
        var text = Objects.requireNonNullElseGet(object, () -> ObjectStore.JSON.createObjectNode()
                        .put("kind", "Status").put("apiVersion", "v1").put("status", "Failure").put("code", 404))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + (found ? status : 404) + " X\r\nContent-Type: application/json\r\nContent-Length: " + text.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.write(text);
        out.flush();
    }

    /** Stays until the client hangs up. */
    private void watch(String path, Request request, InputStream in, OutputStream out) throws IOException {
        var key = request.headers().get("sec-websocket-key");
        if (key == null) {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            objects.watch(path, event -> chunk(out, event.getBytes(StandardCharsets.UTF_8)));
        } else {
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                            + accept(key) + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            objects.watch(path, event -> frame(out, event.getBytes(StandardCharsets.UTF_8)));
        }
        out.flush();
        while (in.read() >= 0) {
            // A client of a watch has nothing to say but goodbye.
        }
    }

    private static synchronized void chunk(OutputStream out, byte[] event) throws IOException {
        out.write((Integer.toHexString(event.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(event);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** One text frame, unmasked. Source: RFC 6455, section 5.2. */
    private static synchronized void frame(OutputStream out, byte[] event) throws IOException {
        out.write(0x81);
        if (event.length < 126) {
            out.write(event.length);
        } else {
            out.write(126);
            out.write(event.length >> 8);
            out.write(event.length);
        }
        out.write(event);
        out.flush();
    }

    /** Source: RFC 6455, section 1.3. */
    private static String accept(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
