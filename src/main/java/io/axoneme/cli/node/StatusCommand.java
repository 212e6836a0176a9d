// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import picocli.CommandLine.Command;

/** {@code status}: how this node's agent is. */
@Command(
        name = "status",
        description = "How the agent of this node is. Ends with 1 when something is not as it should be.")
public final class StatusCommand extends AgentVerb {

    /** For picocli. */
    public StatusCommand() {
        super("status");
    }
}
