// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy validate}: judges policy documents alone, as a cluster would. */
@Command(
        name = "validate",
        description = "Check policy documents, without a cluster. Exit status: 0 all valid, 1 one is not, 2 input that"
                + " cannot be read.",
        mixinStandardHelpOptions = true)
final class PolicyValidateCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Policy files, folders of them, or - for standard input.")
    List<String> files = List.of();

    @Mixin
    FormatOption output = new FormatOption();

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var validation = new Validation(out, err, output.format);
        boolean unreadable = false;
        for (var file : files) {
            try {
                Documents.read(file, System.in, validation::check);
            } catch (UnreadableInput e) {
                err.println(e.getMessage());
                unreadable = true;
            }
        }
        out.flush();
        err.flush();
        return unreadable ? 2 : validation.foundInvalid() ? 1 : 0;
    }
}
