// SPDX-License-Identifier: Apache-2.0
package io.axoneme.app;

import io.axoneme.cli.Commands;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/**
 * The one main class. The first argument names a role, which boots Quarkus and stays, or a verb of the command line,
 * which runs in plain Java and ends.
 */
@QuarkusMain
public final class Main {

    /** System property with the name under which the launcher was called; {@code axoneme} when absent. */
    static final String INVOKED_AS = "axoneme.invoked-as";

    private Main() {}

    /** Runs the role or verb named by the arguments and ends the process with its exit status. */
    public static void main(String... args) {
        System.exit(run(System.getProperty(INVOKED_AS, "axoneme"), args));
    }

    /**
     * Runs a role or verb.
     *
     * @param name the name under which the program was called
     * @return the exit status: 0 for success, 2 for a command line that is not understood, else 1
     */
    static int run(String name, String... args) {
        if (args.length > 0) {
            var role = Role.named(args[0]);
            if (role.isPresent()) {
                return role.get().run(Arrays.copyOfRange(args, 1, args.length));
            }
        }
        var commands = Commands.named(name, List.of(args));
        commands.getCommandSpec().usageMessage().footer(Role.usage());
        return commands.execute(args);
    }
}
