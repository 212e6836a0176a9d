// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, three blanks between. A cell may have several lines; those below have nothing beside them. */
final class TextTable {
    private static final int GAP = 3;

    private final List<String[]> lines = new ArrayList<>();
    private final int columns;

    TextTable(String... header) {
        columns = header.length;
        add(header);
    }

    /** Adds a row of as many cells as there are columns. */
    void add(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
        }
        int height = 1;
        for (String cell : cells) {
            height = Math.max(height, cell.split("\n", -1).length);
        }
        for (int i = 0; i < height; i++) {
            String[] line = new String[columns];
            for (int column = 0; column < columns; column++) {
                String[] parts = cells[column].split("\n", -1);
                line[column] = i < parts.length ? parts[i] : "";
            }
            lines.add(line);
        }
    }

    /** The table, each line ended by a line feed. */
    String text() {
        int[] widths = new int[columns];
        for (String[] line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                row.append(line[i]).repeat(' ', widths[i] - line[i].length() + GAP);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
