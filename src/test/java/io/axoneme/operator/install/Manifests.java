// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Documents of the tree's YAML files. */
final class Manifests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    /** Every document of every YAML file in a folder, in order of the files' names. */
    static List<JsonNode> of(Path folder) throws IOException {
        var documents = new ArrayList<JsonNode>();
        try (Stream<Path> files = Files.list(folder)) {
            for (var file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                try (var reader = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                    documents.addAll(reader.readAll());
                }
            }
        }
        return documents;
    }

    /** The one document of this kind and name. */
    static JsonNode one(List<JsonNode> documents, String kind, String name) {
        var found = documents.stream()
                .filter(document -> kind.equals(document.path("kind").asText())
                        && name.equals(document.path("metadata").path("name").asText()))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " documents " + kind + " " + name);
        }
        return found.getFirst();
    }

    /** The elements of an array, or nothing. */
    static Stream<JsonNode> elements(JsonNode array) {
        var elements = new ArrayList<JsonNode>();
        array.forEach(elements::add);
        return elements.stream();
    }

    /** Texts of an array. */
    static List<String> texts(JsonNode array) {
        return elements(array).map(JsonNode::asText).toList();
    }
}
