// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;

/** Reads the events of one watch. */
final class WatchStream<T> {

    /** The server says that the watch cannot go on from here: only a new list helps. */
    static final class Expired extends IOException {
        private static final long serialVersionUID = 1;

        Expired(String message) {
            super(message);
        }
    }

    private final ItemReader<T> reader;
    private final ItemListener<T> listener;
    private final JsonFactory factory;
    private final Runnable heard;
    private String type = "";

    /** @param heard called at each event and bookmark */
    WatchStream(ItemReader<T> reader, ItemListener<T> listener, JsonFactory factory, Runnable heard) {
        this.reader = reader;
        this.listener = listener;
        this.factory = factory;
        this.heard = heard;
    }

    /**
     * Reads until the server ends the watch.
     *
     * @param resourceVersion set to that of each event: where the next watch goes on
     * @throws Expired when only a new list helps
     */
    void read(InputStream body, AtomicReference<String> resourceVersion) throws IOException {
        try (var json = factory.createParser(body)) {
            while (json.nextToken() == JsonToken.START_OBJECT) {
                type = "";
                JsonFields.each(json, name -> field(json, name, resourceVersion));
                heard.run();
            }
        }
    }

    /** The server writes the type first; it decides how the object is read, since errors and bookmarks carry another kind. */
    private void field(JsonParser json, String name, AtomicReference<String> resourceVersion) throws IOException {
        switch (name) {
            case "type" -> type = JsonFields.text(json);
            case "object" -> object(json, resourceVersion);
            default -> json.skipChildren();
        }
    }

    private void object(JsonParser json, AtomicReference<String> resourceVersion) throws IOException {
        switch (type) {
            case "ADDED", "MODIFIED" -> {
                var item = reader.read(json);
                listener.changed(item.record());
                resourceVersion.set(item.resourceVersion());
            }
            case "DELETED" -> {
                var item = reader.read(json);
                listener.deleted(item.record());
                resourceVersion.set(item.resourceVersion());
            }
            case "BOOKMARK" -> JsonFields.each(json, name -> bookmark(json, name, resourceVersion));
            default -> throw new Expired("watch event \"" + type + "\": " + message(json));
        }
    }

    private static void bookmark(JsonParser json, String name, AtomicReference<String> resourceVersion)
            throws IOException {
        if (name.equals("metadata")) {
            JsonFields.each(json, field -> {
                if (field.equals("resourceVersion")) {
                    resourceVersion.set(JsonFields.text(json));
                }
            });
        }
    }

    private static String message(JsonParser json) throws IOException {
        var message = new StringBuilder();
        JsonFields.each(json, name -> {
            if (name.equals("message")) {
                message.append(JsonFields.text(json));
            }
        });
        return message.toString();
    }
}
