// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads documents from files, folders and standard input ({@code -}): YAML or JSON, several a file, one a line. They come one at a time. */
final class Documents {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    /** A billion laughs need more aliases than any honest file; large case files need more than the parser's usual 3 MiB. */
    static final LoadSettings YAML = LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(50)
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();

    private Documents() {}

    /**
     * One document.
     *
     * @param origin the file, and which document of it if it holds several, for messages
     * @param folder to which paths in the document are relative
     */
    record Document(String origin, Path folder, Map<String, Object> tree) {}

    /** What is done with each document. */
    interface Receiver {
        void receive(Document document) throws UnreadableInput;
    }

    /**
     * Reads every document of a file, of each file in a folder (not below it), or of standard input.
     *
     * @param name a path, or {@code -}
     */
    static void read(String name, InputStream standardInput, Receiver receiver) throws UnreadableInput {
        InputFiles.each(name, standardInput, input -> readStream(input, receiver));
    }

    private static void readStream(InputFiles.Input input, Receiver receiver) throws IOException, UnreadableInput {
        int number = 0;
        if (input.json()) {
            try (MappingIterator<Object> values = JSON.readerFor(Object.class).readValues(input.text())) {
                while (values.hasNextValue()) {
                    next(input, ++number, values.nextValue(), receiver);
                }
            }
        } else {
            for (var value : new Load(YAML).loadAllFromInputStream(input.text())) {
                next(input, ++number, value, receiver);
            }
        }
    }

    /** An empty document counts and is passed over. */
    private static void next(InputFiles.Input input, int number, @Nullable Object tree, Receiver receiver)
            throws UnreadableInput {
        if (tree != null) {
            receiver.receive(document(input, number, tree));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object tree, String origin, int number) throws UnreadableInput {
        if (tree instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
            return (Map<String, Object>) map;
        }
        throw new UnreadableInput(origin + " document " + number + ": not an object with named fields");
    }

    /** What a file's document is, numbered from 1; a document is an object. */
    static Document document(InputFiles.Input input, int number, Object tree) throws UnreadableInput {
        return new Document(
                input.origin() + " document " + number, input.folder(), object(tree, input.origin(), number));
    }

    /** The document itself, or the items of a Kubernetes list. */
    static List<Map<String, Object>> objects(Document document) throws UnreadableInput {
        var tree = document.tree();
        if (!"List".equals(tree.get("kind"))) {
            return List.of(tree);
        }
        var objects = new ArrayList<Map<String, Object>>();
        if (tree.get("items") instanceof List<?> items) {
            for (var item : items) {
                objects.add(object(item, document.origin() + " item", objects.size() + 1));
            }
        }
        return objects;
    }
}
