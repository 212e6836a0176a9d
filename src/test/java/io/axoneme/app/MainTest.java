// SPDX-License-Identifier: Apache-2.0
package io.axoneme.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {

    /** Exit status and both streams of one command line. */
    private record Outcome(int status, String out, String err) {}

    private static Outcome run(String name, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var formerOut = System.out;
        var formerErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var status = Main.run(name, args);
            return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(formerOut);
            System.setErr(formerErr);
        }
    }

    @Test
    void versionNamesTheBuild() {
        var outcome = run("axoneme", "version");
        assertEquals(0, outcome.status());
        assertTrue(outcome.out().matches("axoneme \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R"), outcome.out());
    }

    @Test
    void unknownVerbIsAnError() {
        var outcome = run("axoneme", "fly");
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains("fly"), outcome.err());
    }

    @Test
    void noVerbIsAnErrorThatShowsTheUsage() {
        var outcome = run("axoneme");
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains("Missing verb"), outcome.err());
        assertTrue(outcome.err().contains("Usage: axoneme"), outcome.err());
    }

    @Test
    void helpListsVerbsAndRoles() {
        var outcome = run("axoneme", "--help");
        assertEquals(0, outcome.status());
        assertTrue(outcome.out().contains("version"), outcome.out());
        assertTrue(outcome.out().contains("operator"), outcome.out());
        assertTrue(outcome.out().contains("agent"), outcome.out());
    }

    @Test
    void usageShowsTheNameTheProgramWasCalledBy() {
        var outcome = run("hubble", "--help");
        assertTrue(outcome.out().contains("Usage: hubble"), outcome.out());
    }

    @Test
    void rolesRefuseArgumentsTheyDoNotKnow() {
        var outcome = run("axoneme", "agent", "--speed", "high");
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains("--speed high"), outcome.err());
    }
}
