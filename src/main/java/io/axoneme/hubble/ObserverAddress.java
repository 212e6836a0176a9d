// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where an observer listens. */
public sealed interface ObserverAddress {

    /** The agent's socket, as seen on the node and in the agent's pod. */
    Path AGENT_SOCKET = Path.of("/run/axoneme/hubble.sock");

    /** A Unix socket. */
    record Unix(Path path) implements ObserverAddress {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /**
     * A TCP port, spoken to in plain text.
     *
     * @param target host:port
     */
    record Tcp(String target) implements ObserverAddress {
        @Override
        public String toString() {
            return target;
        }
    }

    /** The relay's usual place, where a port forward ends. */
    Tcp RELAY = new Tcp("localhost:4245");

    /** The agent's socket where there is one, else the relay's usual place. */
    static ObserverAddress standard() {
        return Files.exists(AGENT_SOCKET) ? new Unix(AGENT_SOCKET) : RELAY;
    }

    /**
     * Understands {@code unix:///path} and {@code host:port}.
     *
     * @throws IllegalArgumentException naming what is expected
     */
    static ObserverAddress parse(String text) {
        if (text.startsWith("unix:")) {
            var path = text.substring("unix:".length());
            return new Unix(Path.of(path.startsWith("//") ? path.substring(2) : path));
        }
        if (text.startsWith("tls://")) {
            throw new IllegalArgumentException("server \"" + text + "\": TLS is not supported");
        }
        var target = text.startsWith("tcp://") ? text.substring("tcp://".length()) : text;
        if (!target.matches(".+:[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "server \"" + text + "\": expected unix:///path or host:port, as in " + RELAY);
        }
        return new Tcp(target);
    }
}
