// SPDX-License-Identifier: Apache-2.0
package io.axoneme.app;

import io.axoneme.agent.AgentRole;
import io.axoneme.operator.OperatorRole;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A long-running role of the program: the other half of the subcommand table, beside the verbs.
 *
 * @param name the first argument that selects it
 * @param summary half a line for the usage
 */
record Role(String name, String summary, Entry entry) {

    /** What starts a role: blocks until the role ends, and gives the exit status. */
    @FunctionalInterface
    interface Entry {
        int run(String... args);
    }

    private static final List<Role> ALL = List.of(
            new Role(
                    OperatorRole.NAME,
                    "identities, pod CIDRs and policy status; one leader in a cluster",
                    OperatorRole::run),
            new Role(AgentRole.NAME, "keeps this node's datapath equal to the desired state", AgentRole::run));

    /** The role that a first argument names, if it names one. */
    static Optional<Role> named(String argument) {
        return ALL.stream().filter(role -> role.name.equals(argument)).findFirst();
    }

    /** Lines that list the roles below the verbs. */
    static String[] usage() {
        var lines = ALL.stream().map(role -> "  %-9s  %s".formatted(role.name, role.summary));
        return Stream.concat(Stream.of("Roles, which run until stopped:"), lines)
                .toArray(String[]::new);
    }

    /** Starts the role and blocks until it ends; returns its exit status. */
    int run(String... args) {
        return entry.run(args);
    }
}
