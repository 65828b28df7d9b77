package sc.fiji.diffseg.segment;

import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table of named columns for ImageJ, for other programs and for people. A row need not have a
 * value in every column.
 */
public final class ColumnTable {

    /** The column that ImageJ shows first and calls {@code Label}. */
    static final String LABEL = "Label";

    private static final int DECIMAL_PLACES = 6;

    private final Set<String> columns = new LinkedHashSet<>();
    private final Set<String> texts = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();

    ColumnTable() {}

    /** A row in the making. */
    static final class Row {
        private final Map<String, Object> values = new LinkedHashMap<>();

        Row(String label) {
            values.put(LABEL, label);
        }

        Row put(String column, String text) {
            values.put(column, text);
            return this;
        }

        Row put(String column, double value) {
            values.put(column, value);
            return this;
        }

        Row put(String column, long number) {
            values.put(column, number);
            return this;
        }

        /** Whether there is a value in a column. */
        boolean has(String column) {
            return values.containsKey(column);
        }

        /** The number in a column, NaN if there is none. */
        double number(String column) {
            return values.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
        }

        /** The value in a column as it stands in files; empty if there is none. */
        String text(String column) {
            return String.valueOf(values.getOrDefault(column, ""));
        }
    }

    void add(Row row) {
        row.values.forEach(
                (column, value) -> {
                    columns.add(column);
                    if (value instanceof String) {
                        texts.add(column);
                    }
                });
        rows.add(row);
    }

    /** Whether there is no row. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Number of rows. */
    public int size() {
        return rows.size();
    }

    /** The table for other programs, with a line of column names. */
    public String csv() {
        StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
        for (Row row : rows) {
            text.append(
                            columns.stream()
                                    .map(column -> Csv.quoted(row.text(column)))
                                    .collect(Collectors.joining(",")))
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Adds the rows to a table of ImageJ, shown with 6 decimal places. In columns that the table
     * has of others they are not a number, where ImageJ would say 0.
     */
    public void addTo(ResultsTable table) {
        table.setPrecision(DECIMAL_PLACES);
        List<String> others = new ArrayList<>(List.of(table.getHeadings()));
        others.remove(LABEL);
        others.removeAll(columns);
        for (Row row : rows) {
            table.incrementCounter();
            others.forEach(column -> table.addValue(column, Double.NaN));
            for (String column : columns) {
                if (column.equals(LABEL)) {
                    table.addLabel(row.text(LABEL));
                } else if (texts.contains(column)) {
                    table.addValue(column, row.text(column));
                } else {
                    table.addValue(column, row.number(column));
                }
            }
        }
    }

    /**
     * Some columns for people, in straight lines, each ending in a line break.
     *
     * @param shown for every column its heading; columns that the table lacks are left out
     */
    public String text(Map<String, String> shown) {
        List<String> present = shown.keySet().stream().filter(columns::contains).toList();
        int width = LABEL.length();
        for (Row row : rows) {
            width = Math.max(width, row.text(LABEL).length());
        }
        StringBuilder text = new StringBuilder();
        String name = "%-" + width + "s";
        text.append(name.formatted(""));
        present.forEach(column -> text.append("  %10s".formatted(shown.get(column))));
        for (Row row : rows) {
            text.append('\n').append(name.formatted(row.text(LABEL)));
            present.forEach(column -> text.append("  ").append(cell(row, column)));
        }
        return text.append('\n').toString();
    }

    private static String cell(Row row, String column) {
        Object value = row.values.getOrDefault(column, "");
        return value instanceof Double number
                ? String.format(Locale.ROOT, "%10.4f", number)
                : "%10s".formatted(value);
    }
}
