// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

import io.axoneme.flow.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Aligned columns. The widths are known after the last flow only, so everything is printed then. */
public final class TablePrinter implements FlowPrinter {

    private static final int GAP = 3;

    private final PrintOptions options;
    private final FlowText text;
    private final List<List<String>> rows = new ArrayList<>();

    /** Colours would count as width and are left out. */
    public TablePrinter(PrintOptions options) {
        this.options = new PrintOptions(
                options.timeFormat(), options.nodeName(), options.policyNames(), options.names(), Palette.NONE);
        this.text = new FlowText(this.options);
    }

    @Override
    public String print(Flow flow) {
        if (rows.isEmpty()) {
            rows.add(row("TIMESTAMP", "NODE", "SOURCE", "DESTINATION", "TYPE", "VERDICT", "SUMMARY"));
        }
        rows.add(row(
                text.time(flow),
                flow.nodeName(),
                text.source(flow),
                text.destination(flow),
                text.type(flow),
                text.verdict(flow),
                text.summary(flow)));
        return "";
    }

    private List<String> row(String time, String node, String... rest) {
        var cells = new ArrayList<String>();
        cells.add(time);
        if (options.nodeName()) {
            cells.add(node);
        }
        cells.addAll(List.of(rest));
        return cells;
    }

    @Override
    public String end() {
        return align(rows, GAP);
    }

    /** Lines of rows whose cells but the last are padded to the widest of their column and a gap. */
    public static String align(List<List<String>> rows, int gap) {
        int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
        var widths = IntStream.range(0, columns)
                .map(column -> width(rows, column) + gap)
                .toArray();
        var lines = new StringBuilder();
        for (var row : rows) {
            int last = row.size() - 1;
            for (int column = 0; column < last; column++) {
                var cell = row.get(column);
                lines.append(cell).append(" ".repeat(widths[column] - length(cell)));
            }
            lines.append(row.get(last)).append('\n');
        }
        return lines.toString();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
