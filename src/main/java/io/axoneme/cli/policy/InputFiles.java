// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Files, the files of folders, and standard input ({@code -}); gzip or not, JSON or YAML by their first bytes. */
final class InputFiles {

    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json", ".jsonl");

    private InputFiles() {}

    /**
     * One file, open for reading.
     *
     * @param origin its name, for messages
     * @param folder to which paths in its documents are relative
     * @param json whether it begins as JSON; otherwise it is YAML
     * @param text its unpacked bytes
     */
    record Input(String origin, Path folder, boolean json, InputStream text) {}

    /** What is done with each file. What it throws of a broken stream or document is reported with the file's name. */
    interface Receiver {
        void receive(Input input) throws IOException, UnreadableInput;
    }

    /**
     * Opens a file, each file in a folder (not below it), or standard input.
     *
     * @param name a path, or {@code -}
     */
    static void each(String name, InputStream standardInput, Receiver receiver) throws UnreadableInput {
        if (name.equals("-")) {
            open("standard input", Path.of(""), standardInput, receiver);
            return;
        }
        for (var file : files(Path.of(name))) {
            try (var in = Files.newInputStream(file)) {
                var parent = file.getParent();
                open(file.toString(), parent == null ? Path.of("") : parent, in, receiver);
            } catch (NoSuchFileException e) {
                throw new UnreadableInput(file + ": no such file", e);
            } catch (IOException e) {
                throw new UnreadableInput(file + ": " + e.getMessage(), e);
            }
        }
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

    private static void open(String origin, Path folder, InputStream raw, Receiver receiver) throws UnreadableInput {
        try {
            var in = plain(new BufferedInputStream(raw));
            receiver.receive(new Input(origin, folder, looksLikeJson(in), in));
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

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }
}
