// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reading of a collection, its objects as they are: for commands, which look once. */
public final class ObjectList {

    private ObjectList() {}

    /**
     * Every object of the collection, page by page.
     *
     * @param optional whether a collection that the server does not know counts as empty
     * @throws IOException for an answer other than success, with its status and text; for a connection that fails
     */
    public static List<Map<String, Object>> read(ApiServer server, Query query, boolean optional)
            throws IOException, InterruptedException {
        try {
            return new ListRequest<>(server, query, json -> new Item<>("", object(json)), new JsonFactory())
                    .run()
                    .records();
        } catch (Response.Refused e) {
            if (optional && e.status() == HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        var map = new LinkedHashMap<String, Object>();
        JsonFields.each(json, name -> {
            var value = value(json);
            if (value != null) {
                map.put(name, value);
            }
        });
        return map;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json));
                }
                yield list;
            }
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
            default -> json.getText();
        };
    }
}
