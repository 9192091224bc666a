package io.furcula.bench;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal of 80 columns: the first column to the left, the others to the right. */
public final class TextTable {

    /** No line is longer. */
    public static final int WIDTH = 80;

    private static final int GAP = 2;

    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Creates one without rows.
     *
     * @param head the columns' names
     */
    public TextTable(String... head) {
        rows.add(List.of(head));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as the head has
     */
    public void row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + rows.get(0).size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** {@return its lines} If they would be too long, the first column is cut. */
    public List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        int total = GAP * (columns - 1);
        for (int c = 0; c < columns; c++) {
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
            total += widths[c];
        }
        if (total > WIDTH) {
            widths[0] = Math.max(3, widths[0] - (total - WIDTH));
            total = WIDTH;
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(cut(row.get(0), widths[0]));
            line.append(" ".repeat(widths[0] - line.length()));
            for (int c = 1; c < columns; c++) {
                line.append(" ".repeat(GAP + widths[c] - row.get(c).length())).append(row.get(c));
            }
            lines.add(line.toString().stripTrailing());
            if (lines.size() == 1) {
                lines.add("-".repeat(total));
            }
        }
        return lines;
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 2) + "..";
    }
}
