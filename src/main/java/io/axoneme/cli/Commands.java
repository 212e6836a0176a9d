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
import java.util.function.Predicate;
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
     * The command line under one of its names, good for any arguments.
     *
     * @param name how the program was called: {@code axoneme}, {@code cilium} or {@code hubble}; shown in usage and errors
     */
    public static CommandLine named(String name) {
        return with(name, verb -> true);
    }

    /**
     * The command line under one of its names, good for these arguments only: verbs that they do not name are there for the
     * usage and for the search for a similar word, without options. Reading all options of all verbs would be most of what
     * a short verb costs.
     *
     * @param name as for {@link #named(String)}
     * @param arguments what will be executed
     */
    public static CommandLine named(String name, List<String> arguments) {
        // A file of arguments can name any verb.
        return with(
                name, verb -> arguments.contains(verb) || arguments.stream().anyMatch(word -> word.startsWith("@")));
    }

    private static CommandLine with(String name, Predicate<String> whole) {
        var root = new CommandLine(new Root()).setCommandName(name);
        for (var verb : name.equals("hubble") ? HUBBLE_VERBS : VERBS) {
            var about = verb.getAnnotation(Command.class);
            // Made before they are added: only then picocli runs their model transformers.
            root.addSubcommand(whole.test(about.name()) ? new CommandLine(verb) : outline(about));
        }
        root.setParameterExceptionHandler(BriefErrors.before(root.getParameterExceptionHandler()));
        return root.setUsageHelpAutoWidth(true);
    }

    private static CommandLine outline(Command about) {
        var spec = CommandSpec.create().name(about.name());
        spec.usageMessage().description(about.description());
        return new CommandLine(spec);
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
