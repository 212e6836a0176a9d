// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.axoneme.cli.explain.SourceObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the objects of files with the lines on which their fields stand. */
final class LocatedObjects {

    /** Deeper than any policy; a document that holds itself has no end. */
    private static final int MAX_DEPTH = 64;

    private final List<SourceObject> objects = new ArrayList<>();

    private LocatedObjects() {}

    /** The objects of every document; those of lists one by one. */
    static List<SourceObject> read(List<String> names, InputStream standardInput) throws UnreadableInput {
        var reader = new LocatedObjects();
        for (var name : names) {
            InputFiles.each(name, standardInput, reader::input);
        }
        return reader.objects;
    }

    private void input(InputFiles.Input input) throws IOException, UnreadableInput {
        int number = 0;
        if (input.json()) {
            try (var json = Documents.JSON.createParser(input.text())) {
                while (json.nextToken() != null) {
                    var lines = new HashMap<String, Integer>();
                    add(input, ++number, value(json, "", lines), lines);
                }
            }
        } else {
            for (var node : new Compose(Documents.YAML).composeAllFromInputStream(input.text())) {
                var lines = new HashMap<String, Integer>();
                collect(node, "", 0, lines);
                add(
                        input,
                        ++number,
                        new StandardConstructor(Documents.YAML).constructSingleDocument(Optional.of(node)),
                        lines);
            }
        }
    }

    private void add(InputFiles.Input input, int number, @Nullable Object tree, Map<String, Integer> lines)
            throws UnreadableInput {
        if (tree == null) {
            return;
        }
        var document = Documents.document(input, number, tree);
        if (!(document.tree().get("kind") instanceof String)) {
            throw new UnreadableInput(document.origin() + ": an object without a kind");
        }
        boolean list = "List".equals(document.tree().get("kind"));
        int index = 0;
        for (var object : Documents.objects(document)) {
            var before = list ? "items[" + index++ + "]" : "";
            objects.add(new SourceObject(object, input.origin(), path -> lines.getOrDefault(joined(before, path), 0)));
        }
    }

    private static String joined(String before, String path) {
        return before.isEmpty() || path.isEmpty() ? before + path : before + "." + path;
    }

    private static void collect(Node node, String path, int depth, Map<String, Integer> lines) {
        node.getStartMark().ifPresent(mark -> lines.putIfAbsent(path, mark.getLine() + 1));
        if (depth > MAX_DEPTH) {
            return;
        }
        switch (node) {
            case MappingNode mapping -> {
                for (var field : mapping.getValue()) {
                    if (field.getKeyNode() instanceof ScalarNode key) {
                        var child = joined(path, key.getValue());
                        key.getStartMark().ifPresent(mark -> lines.put(child, mark.getLine() + 1));
                        collect(field.getValueNode(), child, depth + 1, lines);
                    }
                }
            }
            case SequenceNode sequence -> {
                int index = 0;
                for (var item : sequence.getValue()) {
                    collect(item, path + "[" + index++ + "]", depth + 1, lines);
                }
            }
            default -> {}
        }
    }

    /** The value whose first token the parser stands on. */
    private static @Nullable Object value(JsonParser json, String path, Map<String, Integer> lines) throws IOException {
        lines.putIfAbsent(path, json.currentTokenLocation().getLineNr());
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    var name = json.currentName();
                    lines.put(joined(path, name), json.currentTokenLocation().getLineNr());
                    json.nextToken();
                    map.put(name, value(json, joined(path, name), lines));
                }
                yield map;
            }
            case START_ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json, path + "[" + list.size() + "]", lines));
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
