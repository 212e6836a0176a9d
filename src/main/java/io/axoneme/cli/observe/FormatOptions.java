// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.flow.print.CompactPrinter;
import io.axoneme.flow.print.DictPrinter;
import io.axoneme.flow.print.FlowPrinter;
import io.axoneme.flow.print.Palette;
import io.axoneme.flow.print.PrintOptions;
import io.axoneme.flow.print.TablePrinter;
import io.axoneme.flow.print.TimeFormat;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** How flows are printed. */
final class FormatOptions {

    @Option(
            names = {"-o", "--output"},
            defaultValue = "compact",
            paramLabel = "FORMAT",
            description = "compact (default), dict, table, or json (jsonpb is the same).")
    String output = "compact";

    @Option(
            names = "--time-format",
            defaultValue = "StampMilli",
            paramLabel = "FORMAT",
            description =
                    "StampMilli (default), YearMonthDay, YearMonthDayHour, YearMonthDayHourMinute, RFC3339, RFC3339Milli,"
                            + " RFC3339Micro, RFC3339Nano or RFC1123Z. Not for json.")
    String timeFormat = "StampMilli";

    @Option(
            names = "--print-node-name",
            arity = "0..1",
            fallbackValue = "true",
            description = "Print the node that saw the flow.")
    boolean nodeName;

    @Option(
            names = "--print-policy-names",
            arity = "0..1",
            fallbackValue = "true",
            description = "Print the policies that decided.")
    boolean policyNames;

    @Option(names = "--numeric", arity = "0..1", fallbackValue = "true", description = "Print addresses, never names.")
    boolean numeric;

    @Option(
            names = "--ip-translation",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Print names of pods, services and domains for addresses (default).")
    boolean ipTranslation = true;

    @Option(
            names = "--color",
            defaultValue = "auto",
            paramLabel = "WHEN",
            description = "Colours in compact and dict: auto (default, on a terminal), always or never.")
    String color = "auto";

    @Option(
            names = "--field-mask",
            split = ",",
            paramLabel = "FIELD",
            description = "Only these fields of a flow, as in time,verdict,source.pod_name. For json only.")
    List<String> fieldMask = List.of();

    boolean isJson() {
        return switch (output) {
            case "json", "JSON", "jsonpb" -> true;
            default -> false;
        };
    }

    /**
     * Checks what the flags say together.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    void check(boolean follow) {
        if (isJson()) {
            return;
        }
        if (isTable() && follow) {
            throw new IllegalArgumentException("table output format is not compatible with follow mode");
        }
        printer();
        if (!fieldMask.isEmpty()) {
            throw new IllegalArgumentException(output + " output format is not compatible with custom field mask");
        }
    }

    private boolean isTable() {
        return output.equals("table") || output.equals("tab");
    }

    /**
     * The printer of every format but JSON.
     *
     * @throws IllegalArgumentException for other formats
     */
    FlowPrinter printer() {
        var options = options();
        return switch (output) {
            case "compact" -> new CompactPrinter(options);
            case "dict" -> new DictPrinter(options);
            case "tab", "table" -> new TablePrinter(options);
            default -> throw new IllegalArgumentException("invalid output format: " + output);
        };
    }

    private PrintOptions options() {
        return new PrintOptions(time(), nodeName, policyNames, ipTranslation && !numeric, palette());
    }

    TimeFormat time() {
        return Optional.of(timeFormat)
                .flatMap(TimeFormat::named)
                .orElseThrow(() -> new IllegalArgumentException("invalid --time-format value: " + timeFormat));
    }

    private Palette palette() {
        return switch (color) {
            case "always" -> Palette.ANSI;
            case "never" -> Palette.NONE;
            case "auto" -> Ansi.AUTO.enabled() ? Palette.ANSI : Palette.NONE;
            default -> throw new IllegalArgumentException("invalid --color value: " + color);
        };
    }
}
