// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.cli.node.PolicyGetCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verbs about policies. */
@Command(
        name = "policy",
        description = "Explain, test and validate policies; see what a node enforces.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyExplainCommand.class,
            PolicyGetCommand.class,
            PolicyTestCommand.class,
            PolicyValidateCommand.class
        })
public final class PolicyCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing verb");
    }
}
