// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.axoneme.kube.stream.Item;
import io.axoneme.kube.stream.ItemReader;
import java.io.IOException;
import java.util.Map;

/** Reads objects of kinds that are few as they are. */
final class TreeReader implements ItemReader<JsonNode> {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public Item<JsonNode> read(JsonParser json) throws IOException {
        // Not readTree(json): that would leave the parser without a current token, and the list is not at its end.
        var structure = new TokenBuffer(MAPPER, false);
        structure.copyCurrentStructure(json);
        JsonNode tree = MAPPER.readTree(structure.asParser());
        return new Item<>(tree.path("metadata").path("resourceVersion").asText(), tree);
    }

    /** As maps, lists, texts, numbers and truth values. */
    static Map<String, ?> tree(JsonNode object) {
        return MAPPER.convertValue(object, new TypeReference<Map<String, Object>>() {});
    }

    /** {@code namespace/name}, or the name alone. */
    static String key(JsonNode object) {
        var metadata = object.path("metadata");
        var namespace = metadata.path("namespace").asText();
        var name = metadata.path("name").asText();
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
