// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.kernel.KernelJudge;
import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.model.CidrMatchMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy test}: runs policies against expectations. */
@Command(
        name = "test",
        description =
                "Run policies against expectations, without a cluster. Exit status: 0 all as expected, 1 failures,"
                        + " 2 input that cannot be read.",
        mixinStandardHelpOptions = true)
final class PolicyTestCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Test files, folders of them, or - for standard input.")
    List<String> files = List.of();

    @Mixin
    FormatOption output = new FormatOption();

    @Option(
            names = "--judge",
            description = "Who judges: oracle (naive evaluator), one of the faster paths (graph, rows), or kernel: the"
                    + " datapath's programs under test-run, which needs root.",
            defaultValue = "oracle")
    String judge = "oracle";

    @Option(
            names = "--invalid-policy",
            description =
                    "As the setting invalid-policy: ignore (an invalid policy does nothing) or deny (what it selects"
                            + " is in default deny).",
            defaultValue = "ignore")
    String invalidPolicy = "ignore";

    @Option(
            names = "--policy-cidr-match-mode",
            paramLabel = "LIST",
            converter = CidrMatchArgument.class,
            description = "As the setting: pods lets CIDRs pick pods by their addresses. A case may say so itself.",
            defaultValue = "")
    CidrMatchMode cidrMatch = CidrMatchMode.OUTSIDE;

    @Option(
            names = "--judge-program",
            paramLabel = "PATH",
            description =
                    "The program that --judge kernel starts (make -C bpf judge builds it). Default: ${DEFAULT-VALUE}",
            defaultValue = "target/axoneme-judge")
    Path judgeProgram = Path.of("target/axoneme-judge");

    @Override
    public Integer call() {
        if (!judge.equals(Judges.KERNEL)) {
            var entry = Judges.named(judge)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "--judge " + judge + ": there are " + String.join(", ", Judges.names()) + ", "
                                    + Judges.KERNEL));
            return run(entry, Runtime.getRuntime().availableProcessors());
        }
        var err = spec.commandLine().getErr();
        try (var kernel = KernelJudge.start(judgeProgram)) {
            int status = run(Judges.kernel(kernel), 1);
            kernel.packets().forEach((family, count) -> err.println(count + " packets in " + family));
            return status;
        } catch (IOException | UncheckedIOException e) {
            err.println("--judge kernel: " + e.getMessage());
            return 2;
        }
    }

    private int run(Judges.Entry entry, int lanes) {
        var invalid = InvalidPolicy.parse(invalidPolicy)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--invalid-policy " + invalidPolicy + ": there are ignore, deny"));
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var progress = Progress.onStandardError(err);
        var report = new TestReport(out, err, output.format, progress);
        boolean unreadable = false;
        try (var running = new CaseLanes(lanes, new CaseRunner(entry, invalid, cidrMatch), report)) {
            for (var file : files) {
                try {
                    Documents.read(file, System.in, running::take);
                    running.finish();
                } catch (UnreadableInput e) {
                    running.forget();
                    progress.clear();
                    err.println(e.getMessage());
                    unreadable = true;
                }
            }
        }
        report.end();
        out.flush();
        err.flush();
        return unreadable ? 2 : report.failed() ? 1 : 0;
    }
}
