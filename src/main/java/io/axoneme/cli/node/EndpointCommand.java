// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import picocli.CommandLine.Command;

/** {@code endpoint}: pods of this node as they are in its kernel. */
@Command(
        name = "endpoint",
        description = "Pods of this node as they are in its kernel.",
        mixinStandardHelpOptions = true,
        subcommands = {EndpointCommand.List.class, EndpointCommand.Get.class})
public final class EndpointCommand extends VerbGroup {

    /** {@code endpoint list}. */
    @Command(name = "list", description = "All of them.")
    static final class List extends AgentVerb {
        List() {
            super("endpoint list");
        }
    }

    /** {@code endpoint get}. */
    @Command(name = "get", description = "One, by number, namespace/pod, address or container id.")
    static final class Get extends AgentVerb {
        Get() {
            super("endpoint get");
        }
    }
}
