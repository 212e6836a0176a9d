// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.axoneme.cli.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What {@code policy explain} says, word for word. A golden file holds a line {@code $ ARGUMENTS} for each run, then what is printed, then
 * {@code [status]}. Files are named without their folder.
 */
class ExplainGoldenTest {

    private static final Path FOLDER = TestCases.path("explain");
    private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private record Run(String arguments, String printed) {}

    @TestFactory
    Stream<DynamicTest> saysItSo() throws IOException {
        return runs().stream()
                .map(run -> dynamicTest(run.arguments(), () -> assertEquals(run.printed(), printed(run.arguments()))));
    }

    @Test
    void documentedStoriesAreAmongThem() throws IOException {
        var all = runs().stream().map(Run::arguments).toList().toString();
        for (var story : List.of("legacy-lockdown.yaml", "database-security.yaml", "zero-trust.yaml")) {
            assertTrue(all.contains(story), story);
        }
    }

    private static List<Run> runs() throws IOException {
        var runs = new ArrayList<Run>();
        for (var text : Files.readString(FOLDER.resolve("golden.txt")).split("(?m)^\\$ ")) {
            if (!text.isEmpty()) {
                int end = text.indexOf('\n');
                runs.add(new Run(text.substring(0, end), text.substring(end + 1)));
            }
        }
        return runs;
    }

    private static String printed(String arguments) {
        var words = new ArrayList<>(List.of("policy", "explain"));
        for (var word = ARGUMENT.matcher(arguments); word.find(); ) {
            var text = word.group(1) != null ? word.group(1) : word.group(2);
            words.add(
                    text.endsWith(".yaml") || text.endsWith(".json")
                            ? FOLDER.resolve(text).toString()
                            : text);
        }
        var text = new StringWriter();
        var printer = new PrintWriter(text);
        int status = Commands.named("axoneme").setOut(printer).setErr(printer).execute(words.toArray(String[]::new));
        return text.toString().replace(FOLDER + "/", "") + "[" + status + "]\n";
    }
}
