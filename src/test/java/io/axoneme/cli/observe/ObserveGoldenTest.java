// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.cli.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the public command line printed for the same flows and flags, byte for byte. */
class ObserveGoldenTest {

    @TempDir
    static Path folder;

    record Result(int status, String out, String err) {}

    @TestFactory
    Stream<DynamicTest> printsWhatHubblePrints() throws IOException {
        var golden = golden();
        var input = folder.resolve("flows.jsonl");
        Files.write(input, texts(golden.get("input")));
        return StreamSupport.stream(golden.get("runs").spliterator(), false)
                .map(run ->
                        dynamicTest("observe " + String.join(" ", texts(run.get("args"))), () -> compare(run, input)));
    }

    @Test
    void hasEveryRun() throws IOException {
        assertEquals(72, golden().get("runs").size());
        assertTrue(golden().get("input").size() > 0);
    }

    private static void compare(JsonNode run, Path input) {
        var arguments = new ArrayList<>(List.of("observe", "--input-file", input.toString()));
        arguments.addAll(texts(run.get("args")));
        var result = run(arguments);
        assertEquals(run.get("stdout").asText(), result.out);
        assertEquals(run.get("stderr").asText(), result.err);
        assertEquals(run.get("rc").asInt(), result.status);
    }

    private static Result run(List<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var commands = Commands.named("axoneme").setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = commands.execute(arguments.toArray(String[]::new));
        return new Result(status, out.toString(), err.toString());
    }

    private static JsonNode golden() throws IOException {
        try (var in = ObserveGoldenTest.class.getResourceAsStream("/hubble/observe-golden.json.gz")) {
            if (in == null) {
                throw new IllegalStateException("the golden runs are missing");
            }
            return new ObjectMapper().readTree(new GZIPInputStream(in));
        }
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
