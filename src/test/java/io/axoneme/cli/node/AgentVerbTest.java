// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.cli.Commands;
import io.axoneme.net.AdminReply;
import io.axoneme.net.AdminServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentVerbTest {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AdminReply reply = AdminReply.of("a table\n");

    @TempDir
    Path folder;

    private @Nullable AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(folder.resolve("agent.sock"), (verb, args) -> {
            asked.add(verb + args);
            return reply;
        });
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private int run(String... args) {
        return Commands.named("axoneme")
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @ParameterizedTest
    @CsvSource({
        "status,status[]",
        "endpoint list,endpoint list[]",
        "endpoint get 5,endpoint get[5]",
        "identity list -o json,'identity list[-o, json]'",
        "identity get 300,identity get[300]",
        "policy get demo/a,policy get[demo/a]",
        "bpf ipcache list,bpf ipcache list[]",
        "bpf membership list,bpf membership list[]",
        "bpf policy list 5,bpf policy list[5]",
        "bpf policy get 5,bpf policy list[5]",
        "bpf ct list,bpf ct list[]",
    })
    void verbsGoToTheAgentAndItsAnswerIsPrinted(String line, String request) {
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(List.of("--socket", folder.resolve("agent.sock").toString()));
        assertEquals(0, run(args.toArray(String[]::new)), err::toString);
        assertEquals(List.of(request), asked);
        assertEquals("a table\n", out.toString());
    }

    @Test
    void agentsErrorAndExitCodeArePassedOn() {
        reply = AdminReply.failed("no endpoint 5");
        assertEquals(
                1,
                run(
                        "endpoint",
                        "get",
                        "5",
                        "--socket",
                        folder.resolve("agent.sock").toString()));
        assertEquals("axoneme: no endpoint 5\n", err.toString());
    }

    @Test
    void withoutAnAgentTheWayToOneIsTold() {
        assertEquals(1, run("status", "--socket", folder.resolve("none.sock").toString()));
        assertTrue(err.toString().startsWith("axoneme: no agent at " + folder.resolve("none.sock")), err.toString());
        assertTrue(err.toString().contains("kubectl exec -n kube-system ds/axoneme -- axoneme status"), err.toString());
    }

    @Test
    void groupWithoutVerbIsMisunderstood() {
        assertEquals(2, run("bpf", "ct"));
        assertTrue(err.toString().contains("Missing verb"), err.toString());
    }

    @Test
    void uninstallWithoutALoaderFails() {
        assertEquals(
                1,
                run("uninstall", "--loader-socket", folder.resolve("none.sock").toString()));
        assertTrue(err.toString().startsWith("axoneme: uninstall: the loader at "), err.toString());
    }
}
