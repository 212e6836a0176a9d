// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Walks a stream of JSON. Values of another type than asked for are passed over: they read as absent. */
public final class JsonFields {

    /** What is done with one field's value. */
    @FunctionalInterface
    public interface FieldReader {

        /**
         * Called with the parser on the value's first token. It may leave the value unread.
         *
         * @param name the field's name
         */
        void read(String name) throws IOException;
    }

    /** What is done with one element of an array. */
    @FunctionalInterface
    public interface ElementReader {

        /** Called with the parser on the element's first token. It may leave the element unread. */
        void read() throws IOException;
    }

    private JsonFields() {}

    /** Visits the fields of the object that the parser stands on; leaves it on the object's last brace. No object has no fields. */
    public static void each(JsonParser json, FieldReader reader) throws IOException {
        if (!json.hasToken(JsonToken.START_OBJECT)) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            reader.read(name);
            finish(json);
        }
    }

    /** Visits the elements of the array that the parser stands on; leaves it on the array's last bracket. */
    public static void elements(JsonParser json, ElementReader reader) throws IOException {
        if (!json.hasToken(JsonToken.START_ARRAY)) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            reader.read();
            finish(json);
        }
    }

    /** The string that the parser stands on; empty for anything else. */
    public static String text(JsonParser json) throws IOException {
        if (json.hasToken(JsonToken.VALUE_STRING)) {
            return json.getText();
        }
        json.skipChildren();
        return "";
    }

    /** The object of strings that the parser stands on; empty for anything else. */
    public static Map<String, String> texts(JsonParser json) throws IOException {
        var texts = new TreeMap<String, String>();
        each(json, name -> texts.put(name, text(json)));
        return texts;
    }

    /** Passes over a value that its reader left unread. */
    private static void finish(JsonParser json) throws IOException {
        if (json.currentToken().isStructStart()) {
            json.skipChildren();
        }
    }
}
