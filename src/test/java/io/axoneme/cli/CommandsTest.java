// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A command line made for some arguments is, for these, the whole one. */
class CommandsTest {

    @TempDir
    Path folder;

    private static Stream<String> names() {
        return Stream.of("axoneme", "cilium", "hubble");
    }

    /** Each verb under each name that has it. */
    private static Stream<Arguments> verbs() {
        return names().flatMap(name ->
                Commands.named(name).getSubcommands().keySet().stream().map(verb -> Arguments.of(name, verb)));
    }

    private static CommandLine verb(CommandLine commands, String verb) {
        return Objects.requireNonNull(commands.getSubcommands().get(verb), verb);
    }

    /** What a command line says to arguments, status first. */
    private static String answer(CommandLine commands, List<String> arguments) {
        var said = new StringWriter();
        var printer = new PrintWriter(said);
        var status = commands.setOut(printer).setErr(printer).execute(arguments.toArray(String[]::new));
        return status + "\n" + said;
    }

    private static void sameAnswer(String name, String... arguments) {
        var words = List.of(arguments);
        assertEquals(answer(Commands.named(name), words), answer(Commands.named(name, words), words));
    }

    @ParameterizedTest
    @MethodSource("names")
    void theUsageNamesAllVerbs(String name) {
        sameAnswer(name, "--help");
        sameAnswer(name, "help");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aWordThatIsNoVerbGetsTheSameAnswer(String name) {
        sameAnswer(name, "versoin");
        sameAnswer(name, "--nothing", "version");
        sameAnswer(name);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void aVerbIsWholeWhereItIsAskedFor(String name, String verb) {
        sameAnswer(name, verb, "--help");
        sameAnswer(name, "help", verb);
        sameAnswer(name, verb, "--nothing");
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void otherVerbsAreOutlines(String name, String verb) {
        var commands = Commands.named(name, List.of(verb));
        var others = new ArrayList<>(commands.getSubcommands().keySet());
        others.removeAll(List.of(verb, "help"));
        for (var other : others) {
            assertTrue(verb(commands, other).getCommandSpec().args().isEmpty(), other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"axoneme", "hubble"})
    void aFileOfArgumentsCanNameAnyVerb(String name) throws IOException {
        var file = Files.writeString(folder.resolve("words"), "version");
        sameAnswer(name, "@" + file);
        assertFalse(verb(Commands.named(name, List.of("@" + file)), "version")
                .getCommandSpec()
                .args()
                .isEmpty());
    }
}
