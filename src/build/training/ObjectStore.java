// SPDX-License-Identifier: Apache-2.0
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The objects of the cluster by their paths, with a version that grows, and those who watch them. Safe for several threads. */
final class ObjectStore {

    /** Hears of each change below a path. */
    interface Watcher {
        /** @param event as the API server writes it to a watch */
        void event(String event) throws IOException;
    }

    private record Watch(String collection, Watcher watcher) {}

    static final ObjectMapper JSON = new ObjectMapper();

    private final TreeMap<String, ObjectNode> byPath = new TreeMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private long version = 100;

    synchronized long version() {
        return version;
    }

    synchronized Optional<ObjectNode> get(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Everything of a collection, in all namespaces when its path names none. */
    synchronized List<ObjectNode> list(String collection) {
        return byPath.entrySet().stream()
                .filter(e -> collectionsOf(e.getKey()).contains(collection))
                .map(java.util.Map.Entry::getValue)
                .toList();
    }

    /** Writes an object at its path and tells those who watch. */
    synchronized ObjectNode put(String path, ObjectNode object) {
        var before = byPath.get(path);
        var metadata = object.withObject("/metadata");
        metadata.put("name", path.substring(path.lastIndexOf('/') + 1));
        if (path.contains("/namespaces/") && !path.matches(".*/namespaces/[^/]+")) {
            metadata.put("namespace", path.replaceFirst(".*/namespaces/([^/]+)/.*", "$1"));
        }
        metadata.put("resourceVersion", Long.toString(++version));
        metadata.put("creationTimestamp", "2026-01-01T00:00:00Z");
        metadata.put("uid", before == null ? "uid-" + version : before.at("/metadata/uid").asText());
        metadata.put("generation", 1);
        byPath.put(path, object);
        tell(path, before == null ? "ADDED" : "MODIFIED", object);
        return object;
    }

    /** Lays fields over an object, or makes it of them: near enough to every kind of patch. */
    synchronized ObjectNode patch(String path, JsonNode fields) throws IOException {
        var present = get(path).map(ObjectNode::deepCopy).orElseGet(JSON::createObjectNode);
        return put(path, fields.isObject() ? JSON.readerForUpdating(present).readValue(fields) : present);
    }

    synchronized Optional<ObjectNode> delete(String path) {
        var gone = Optional.ofNullable(byPath.remove(path));
        gone.ifPresent(object -> tell(path, "DELETED", object));
        return gone;
    }

    synchronized void watch(String collection, Watcher watcher) {
        watches.add(new Watch(collection, watcher));
    }

    private void tell(String path, String type, ObjectNode object) {
        var event = "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
        var collections = collectionsOf(path);
        watches.removeIf(watch -> collections.contains(watch.collection()) && !heard(watch, event));
    }

    private static boolean heard(Watch watch, String event) {
        try {
            watch.watcher().event(event);
            return true;
        } catch (IOException e) {
            return false; // it has hung up
        }
    }

    private static List<String> collectionsOf(String path) {
        var own = path.substring(0, path.lastIndexOf('/'));
        return List.of(own, own.replaceFirst("/namespaces/[^/]+", ""));
    }
}
