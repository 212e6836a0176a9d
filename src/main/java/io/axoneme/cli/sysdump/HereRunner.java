// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import io.axoneme.cli.node.BpfCommand;
import io.axoneme.cli.node.EndpointCommand;
import io.axoneme.cli.node.IdentityCommand;
import io.axoneme.cli.node.PolicyGetCommand;
import io.axoneme.cli.node.StatusCommand;
import io.axoneme.cli.observe.ObserveCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs verbs in this process: it is where the agent is. */
final class HereRunner implements Verbs.Runner {

    @Command(
            subcommands = {
                StatusCommand.class,
                EndpointCommand.class,
                IdentityCommand.class,
                BpfCommand.class,
                ObserveCommand.class
            })
    private static final class Root {}

    @Command(name = "policy", subcommands = PolicyGetCommand.class)
    private static final class Policy {}

    @Override
    public String run(List<String> words) throws Part.NotGathered {
        var out = new StringWriter();
        var err = new StringWriter();
        new CommandLine(new Root())
                .addSubcommand(new CommandLine(new Policy()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        // A status that ends with 1 is what is wanted: only a verb that says nothing has failed.
        if (out.toString().isEmpty() && !err.toString().isEmpty()) {
            throw new Part.NotGathered(err.toString().strip());
        }
        return out.toString();
    }
}
