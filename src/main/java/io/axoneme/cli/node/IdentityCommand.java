// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import picocli.CommandLine.Command;

/** {@code identity}: identities that this node knows. */
@Command(
        name = "identity",
        description = "Identities that this node knows.",
        mixinStandardHelpOptions = true,
        subcommands = {IdentityCommand.List.class, IdentityCommand.Get.class})
public final class IdentityCommand extends VerbGroup {

    /** {@code identity list}. */
    @Command(name = "list", description = "All of them.")
    static final class List extends AgentVerb {
        List() {
            super("identity list");
        }
    }

    /** {@code identity get}. */
    @Command(name = "get", description = "One, by number.")
    static final class Get extends AgentVerb {
        Get() {
            super("identity get");
        }
    }
}
