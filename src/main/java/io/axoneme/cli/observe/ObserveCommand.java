// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.hubble.FlowJson;
import io.axoneme.hubble.proto.flow.FlowFilter;
import io.axoneme.hubble.proto.observer.GetFlowsRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code observe}: flows of a server or a file. */
@Command(
        name = "observe",
        description = "Show flows: what was forwarded, dropped or decided, between whom, and by which policy.",
        mixinStandardHelpOptions = true,
        modelTransformer = FilterOptions.class,
        sortOptions = false,
        exitCodeOnInvalidInput = 1)
public final class ObserveCommand implements Callable<Integer>, BriefErrors {

    private static final String FLOWS = "flows";

    private final FilterSet filters = new FilterSet();

    @Spec
    CommandSpec spec;

    @Mixin
    SelectorOptions selector = new SelectorOptions();

    @Mixin
    FormatOptions format = new FormatOptions();

    @Mixin
    ServerOptions server = new ServerOptions();

    @Parameters(arity = "0..1", defaultValue = FLOWS, paramLabel = "WHAT", description = "flows (default).")
    String what = FLOWS;

    @Option(names = "--allowlist", paramLabel = "JSON", description = "A filter in JSON that flows must match.")
    List<String> allowlist = List.of();

    @Option(names = "--denylist", paramLabel = "JSON", description = "A filter in JSON that flows must not match.")
    List<String> denylist = List.of();

    @Option(
            names = "--print-raw-filters",
            arity = "0..1",
            fallbackValue = "true",
            description = "Print the filters in JSON and ask no one.")
    boolean printRawFilters;

    @Option(
            names = "--input-file",
            paramLabel = "FILE",
            description = "Read flows from this file, one in JSON a line; - is the standard input.")
    @Nullable
    String inputFile;

    @Option(
            names = {"-s", "--silent-errors"},
            arity = "0..1",
            fallbackValue = "true",
            description = "Print no notices of lost flows and failed nodes.")
    boolean silent;

    /** Takes the filter flags in the order in which they come. */
    FilterSet filters() {
        return filters;
    }

    @Override
    public Integer call() {
        try {
            check();
            var request = request();
            if (printRawFilters) {
                printFilters(request);
            } else {
                observe(request);
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), message(e), e);
        } catch (IOException e) {
            errors().println(message(e));
            return 1;
        }
    }

    private static String message(Exception e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }

    private void check() {
        if (!what.equals(FLOWS)) {
            throw new IllegalArgumentException("observe " + what + " is not supported, only flows");
        }
        if (filters.endsWithNot()) {
            throw new IllegalArgumentException("trailing --not found in the arguments");
        }
        format.check(selector.follow);
    }

    private GetFlowsRequest request() {
        return FlowsRequest.of(selector, format, inputFile == null, Instant.now())
                .addAllWhitelist(filters.allow())
                .addAllWhitelist(FlowsRequest.rawFilters("allowlist", allowlist))
                .addAllBlacklist(filters.deny())
                .addAllBlacklist(FlowsRequest.rawFilters("denylist", denylist))
                .build();
    }

    private void printFilters(GetFlowsRequest request) {
        print("allowlist", request.getWhitelistList());
        print("denylist", request.getBlacklistList());
        spec.commandLine().getOut().flush();
    }

    /** As YAML, whose single quotes take JSON as it is, but for quotes of their own. */
    private void print(String name, List<FlowFilter> list) {
        if (list.isEmpty()) {
            return;
        }
        var out = spec.commandLine().getOut();
        out.print(name + ":\n");
        list.forEach(filter -> out.print("    - '" + FlowJson.print(filter).replace("'", "''") + "'\n"));
    }

    private void observe(GetFlowsRequest request) throws IOException {
        var notices = silent ? new PrintWriter(Writer.nullWriter()) : errors();
        var printer = new ResponsePrinter(format, spec.commandLine().getOut(), notices);
        try {
            source(notices).read(request, printer);
        } finally {
            printer.end();
        }
    }

    private FlowSource source(PrintWriter notices) {
        return inputFile == null ? new ServerFlows(server) : new InputFlows(inputFile, System.in, notices::println);
    }

    private PrintWriter errors() {
        return spec.commandLine().getErr();
    }
}
