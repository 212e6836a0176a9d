// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.net.AdminReply;
import io.axoneme.net.AdminServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Waiting until a node is ready, by a clock that the pauses move. */
class StatusCommandTest {

    private final AtomicLong clockNs = new AtomicLong();
    private final AtomicInteger pauses = new AtomicInteger();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        var command = new StatusCommand(new Waiting(clockNs::get, () -> {
            pauses.incrementAndGet();
            clockNs.addAndGet(1_000_000_000L);
        }));
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private Path socket() {
        return folder.resolve("agent.sock");
    }

    /** An agent that has something wrong with it all the time, and is ready from the third question on. */
    private AdminServer agentReadyAfter(int questions) throws IOException {
        var asked = new AtomicInteger();
        return AdminServer.start(socket(), (verb, args) -> {
            if (args.isEmpty()) {
                return new AdminReply(1, "text\n", "");
            }
            boolean ready = asked.incrementAndGet() >= questions;
            return new AdminReply(1, "{\"ready\": %s}".formatted(ready), "");
        });
    }

    @Test
    void waitsUntilReadyAndEndsWithNought() throws IOException {
        try (var _ = agentReadyAfter(3)) {
            assertEquals(0, run("--wait", "--socket", socket().toString()), err::toString);
        }
        assertEquals(2, pauses.get());
        assertEquals("text\n", out.toString());
    }

    @Test
    void withoutWaitWhatIsWrongCounts() throws IOException {
        try (var _ = agentReadyAfter(1)) {
            assertEquals(1, run("--socket", socket().toString()));
        }
        assertEquals(0, pauses.get());
    }

    @Test
    void givesUpAfterTheTimeout() throws IOException {
        try (var _ = agentReadyAfter(1000)) {
            assertEquals(1, run("--wait", "--timeout", "4s", "--socket", socket().toString()));
        }
        assertEquals(4, pauses.get());
        assertTrue(err.toString().contains("not ready within 4s"), err::toString);
        assertEquals("text\n", out.toString());
    }

    @Test
    void anAgentThatIsNotThereIsNotReadyYet() {
        assertEquals(1, run("--wait", "--timeout", "1s", "--socket", socket().toString()));
        assertTrue(err.toString().contains("not ready within 1s: "), err::toString);
        assertTrue(err.toString().contains("axoneme status --cluster"), err::toString);
    }

    @Test
    void badOptionsAreRefused() {
        assertEquals(2, run("--wait", "--timeout", "soon"));
        assertTrue(err.toString().contains("--timeout: \"soon\" is no duration, as in 90s or 5m"), err::toString);
        assertEquals(2, run("--context", "here"));
        assertTrue(err.toString().contains("are about a --cluster"), err::toString);
    }
}
