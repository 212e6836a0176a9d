// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import java.nio.file.Path;
import java.util.Map;

/** Where the agent's sockets are, as the agent itself is told by its environment. */
public final class RunFolder {
    private RunFolder() {}

    /** The socket on which the agent answers the command line. */
    public static Path agentSocket(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("AXONEME_AGENT_RUN_FOLDER", "/run/axoneme"))
                .resolve("agent.sock");
    }

    static Path loaderSocket(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("AXONEME_AGENT_LOADER_SOCKET", "/run/axoneme-loader/loader.sock"));
    }
}
