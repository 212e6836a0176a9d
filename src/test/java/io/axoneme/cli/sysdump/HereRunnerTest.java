// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.net.AdminReply;
import io.axoneme.net.AdminServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HereRunnerTest {

    @TempDir
    Path folder;

    @Test
    void anAgentWithSomethingWrongIsGatheredToo() throws IOException, Part.NotGathered {
        var socket = folder.resolve("agent.sock");
        try (var _ = AdminServer.start(socket, (verb, args) -> new AdminReply(1, verb + args, ""))) {
            var runner = new HereRunner();
            assertEquals(
                    "status[-o, json]", runner.run(List.of("status", "-o", "json", "--socket", socket.toString())));
            assertEquals("policy get[]", runner.run(List.of("policy", "get", "--socket", socket.toString())));
            assertEquals("bpf ct list[]", runner.run(List.of("bpf", "ct", "list", "--socket", socket.toString())));
        }
    }

    @Test
    void anAgentThatIsAwayIsSaid() {
        var words =
                List.of("endpoint", "list", "--socket", folder.resolve("none").toString());
        var failure = assertThrows(Part.NotGathered.class, () -> new HereRunner().run(words));
        assertTrue(String.valueOf(failure.getMessage()).contains("no agent at"), failure::getMessage);
    }
}
