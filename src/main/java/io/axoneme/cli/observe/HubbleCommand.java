// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code axoneme hubble}: the verbs of Hubble's command line. */
@Command(
        name = "hubble",
        description = "Flows and the state of the observer, as Hubble's command line shows them.",
        mixinStandardHelpOptions = true,
        subcommands = {ObserveCommand.class, HubbleStatusCommand.class, CommandLine.HelpCommand.class})
public final class HubbleCommand implements Runnable {

    @Spec
    CommandSpec spec;

    /** Without a verb there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing verb");
    }
}
