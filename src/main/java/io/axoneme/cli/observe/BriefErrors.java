// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;

/** A command whose errors are one line, as in Hubble's command line, and not followed by the usage. */
public interface BriefErrors {

    /** A handler that prints the line for such commands and leaves others to another handler. */
    static IParameterExceptionHandler before(IParameterExceptionHandler other) {
        return (error, arguments) -> {
            CommandLine command = error.getCommandLine();
            if (!(command.getCommandSpec().userObject() instanceof BriefErrors)) {
                return other.handleParseException(error, arguments);
            }
            command.getErr().println(error.getMessage());
            command.getErr().flush();
            return command.getCommandSpec().exitCodeOnInvalidInput();
        };
    }
}
