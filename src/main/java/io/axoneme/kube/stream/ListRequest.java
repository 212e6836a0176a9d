// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists a collection page by page. */
final class ListRequest<T> {

    /**
     * A whole list.
     *
     * @param resourceVersion from which a watch goes on
     */
    record Listed<T>(String resourceVersion, List<T> records) {}

    private final ApiServer server;
    private final Query query;
    private final ItemReader<T> reader;
    private final JsonFactory factory;

    private final List<T> records = new ArrayList<>();
    private String resourceVersion = "";
    private @Nullable String next;

    ListRequest(ApiServer server, Query query, ItemReader<T> reader, JsonFactory factory) {
        this.server = server;
        this.query = query;
        this.reader = reader;
        this.factory = factory;
    }

    Listed<T> run() throws IOException, InterruptedException {
        do {
            try (var body = Response.open(server, query.list(next), true);
                    var json = factory.createParser(body)) {
                json.nextToken();
                next = null;
                JsonFields.each(json, name -> field(json, name));
            }
        } while (next != null);
        return new Listed<>(resourceVersion, records);
    }

    private void field(JsonParser json, String name) throws IOException {
        switch (name) {
            case "metadata" -> JsonFields.each(json, field -> listMetadata(json, field));
            case "items" ->
                JsonFields.elements(json, () -> records.add(reader.read(json).record()));
            default -> json.skipChildren();
        }
    }

    private void listMetadata(JsonParser json, String name) throws IOException {
        switch (name) {
            case "resourceVersion" -> resourceVersion = JsonFields.text(json);
            case "continue" -> {
                var token = JsonFields.text(json);
                next = token.isEmpty() ? null : token;
            }
            default -> json.skipChildren();
        }
    }
}
