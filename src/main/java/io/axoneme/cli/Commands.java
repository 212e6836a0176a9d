// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli;

import io.axoneme.cli.node.BpfCommand;
import io.axoneme.cli.node.EndpointCommand;
import io.axoneme.cli.node.IdentityCommand;
import io.axoneme.cli.node.StatusCommand;
import io.axoneme.cli.node.UninstallCommand;
import io.axoneme.cli.observe.BriefErrors;
import io.axoneme.cli.observe.HubbleCommand;
import io.axoneme.cli.observe.HubbleStatusCommand;
import io.axoneme.cli.observe.ObserveCommand;
import io.axoneme.cli.policy.PolicyCommand;
import io.axoneme.cli.sysdump.SysdumpCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The verbs of the command line. A new verb is one class here and one line in {@link #VERBS}. */
public final class Commands {

    /** Classes annotated with {@link Command}, in the order in which the usage lists them. */
    private static final List<Class<?>> VERBS = List.of(
            StatusCommand.class,
            EndpointCommand.class,
            IdentityCommand.class,
            PolicyCommand.class,
            ObserveCommand.class,
            HubbleCommand.class,
            BpfCommand.class,
            SysdumpCommand.class,
            PrepareNodeCommand.class,
            UninstallCommand.class,
            VersionCommand.class);

    /** What the program answers to when it is called {@code hubble}. */
    private static final List<Class<?>> HUBBLE_VERBS =
            List.of(ObserveCommand.class, HubbleStatusCommand.class, VersionCommand.class);

    private Commands() {}

    /**
     * The command line under one of its names.
     *
     * @param name how the program was called: {@code axoneme}, {@code cilium} or {@code hubble}; shown in usage and errors
     */
    public static CommandLine named(String name) {
        var root = new CommandLine(new Root()).setCommandName(name);
        // Made before they are added: only then picocli runs their model transformers.
        (name.equals("hubble") ? HUBBLE_VERBS : VERBS).forEach(verb -> root.addSubcommand(new CommandLine(verb)));
        root.setParameterExceptionHandler(BriefErrors.before(root.getParameterExceptionHandler()));
        return root.setUsageHelpAutoWidth(true);
    }

    /** Without a verb there is nothing to do: that is an error, answered with the usage. */
    @Command(
            description = "Identity-based networking, network policy and observability for Kubernetes.",
            mixinStandardHelpOptions = true,
            versionProvider = VersionCommand.class,
            subcommands = CommandLine.HelpCommand.class)
    static final class Root implements Runnable {

        @Spec
        CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "Missing verb");
        }
    }
}
