// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads documents from files, folders and standard input ({@code -}): YAML or JSON, several a file, one a line, gzip or not. They come
 * one at a time.
 */
final class Documents {

    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json", ".jsonl");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    /** A billion laughs need more aliases than any honest file; large case files need more than the parser's usual 3 MiB. */
    private static final LoadSettings YAML = LoadSettings.builder()
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
        if (name.equals("-")) {
            readStream("standard input", Path.of(""), standardInput, receiver);
            return;
        }
        var path = Path.of(name);
        for (var file : files(path)) {
            try (var in = Files.newInputStream(file)) {
                readStream(file.toString(), folder(file), in, receiver);
            } catch (NoSuchFileException e) {
                throw new UnreadableInput(file + ": no such file", e);
            } catch (IOException e) {
                throw new UnreadableInput(file + ": " + e.getMessage(), e);
            }
        }
    }

    private static Path folder(Path file) {
        var parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static List<Path> files(Path path) throws UnreadableInput {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (var entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile)
                    .filter(f -> ENDINGS.stream().anyMatch(e -> withoutGz(f).endsWith(e)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnreadableInput(path + ": " + e.getMessage(), e);
        }
    }

    private static String withoutGz(Path file) {
        var name = file.toString();
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    private static void readStream(String origin, Path folder, InputStream raw, Receiver receiver)
            throws UnreadableInput {
        try {
            var in = plain(new BufferedInputStream(raw));
            var sequence = new Sequence(origin, folder, receiver);
            if (looksLikeJson(in)) {
                try (MappingIterator<Object> values =
                        JSON.readerFor(Object.class).readValues(in)) {
                    while (values.hasNextValue()) {
                        sequence.next(values.nextValue());
                    }
                }
            } else {
                for (var value : new Load(YAML).loadAllFromInputStream(in)) {
                    sequence.next(value);
                }
            }
        } catch (IOException | YamlEngineException | UncheckedIOException e) {
            throw new UnreadableInput(origin + ": " + oneLine(e), e);
        }
    }

    private static InputStream plain(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16)) : in;
    }

    private static boolean looksLikeJson(InputStream in) throws IOException {
        in.mark(4096);
        int next = in.read();
        for (int i = 0; i < 4000 && next >= 0 && Character.isWhitespace(next); i++) {
            next = in.read();
        }
        in.reset();
        return next == '{' || next == '[';
    }

    /** Numbers the documents of one file. An empty one counts and is passed over. */
    private static final class Sequence {
        private final String origin;
        private final Path folder;
        private final Receiver receiver;
        private int number;

        Sequence(String origin, Path folder, Receiver receiver) {
            this.origin = origin;
            this.folder = folder;
            this.receiver = receiver;
        }

        void next(@Nullable Object tree) throws UnreadableInput {
            number++;
            if (tree != null) {
                receiver.receive(new Document(origin + " document " + number, folder, object(tree, origin, number)));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object tree, String origin, int number) throws UnreadableInput {
        if (tree instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
            return (Map<String, Object>) map;
        }
        throw new UnreadableInput(origin + " document " + number + ": not an object with named fields");
    }

    private static String oneLine(Exception e) {
        var message = String.valueOf(e.getMessage());
        return message.replaceAll("\\s*\\R\\s*", " ");
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
