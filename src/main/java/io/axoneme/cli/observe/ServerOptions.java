// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.hubble.ObserverAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The server that is asked. */
final class ServerOptions {

    @Option(
            names = "--server",
            paramLabel = "ADDRESS",
            description =
                    "host:port, or unix:///path. By default the agent's socket where there is one (inside the agent's pod), else"
                            + " localhost:4245.")
    @Nullable
    String server;

    @Option(
            names = "--timeout",
            defaultValue = "5s",
            paramLabel = "DURATION",
            description = "How long to wait for the connection, by default 5s.")
    String timeout = "5s";

    @Option(
            names = "--request-timeout",
            defaultValue = "12s",
            paramLabel = "DURATION",
            description = "How long to wait for an answer that is not a stream, by default 12s.")
    String requestTimeout = "12s";

    /**
     * Where to connect.
     *
     * @throws IllegalArgumentException when the address is not understood
     */
    ObserverAddress address() {
        return server == null ? ObserverAddress.standard() : ObserverAddress.parse(server);
    }

    Duration connectTimeout() {
        return duration("--timeout", timeout);
    }

    Duration answerTimeout() {
        return duration("--request-timeout", requestTimeout);
    }

    private static Duration duration(String flag, String text) {
        return TimeArgument.duration(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "invalid " + flag + " value: \"" + text + "\" is no duration, as in 5s"));
    }
}
