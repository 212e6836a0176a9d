// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.SequencedMap;

/** Prints one JSON object a line. */
final class JsonLines {

    private static final JsonMapper JSON = new JsonMapper();

    private final PrintWriter out;

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    /** Prints the fields in their order; values are lists, maps, texts, numbers, booleans. */
    void print(SequencedMap<String, ?> fields) {
        try {
            out.println(JSON.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
