// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import picocli.CommandLine.Command;

/** {@code policy get}: policies as this node enforces them. */
@Command(
        name = "get",
        description =
                "Policies that this node enforces: all, or those named (namespace/name, or a cluster-wide one's name).")
public final class PolicyGetCommand extends AgentVerb {

    /** For picocli. */
    public PolicyGetCommand() {
        super("policy get");
    }
}
