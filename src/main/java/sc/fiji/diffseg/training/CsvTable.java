package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small table of separated values (RFC 4180) with a line of column names, in UTF-8. Commas,
 * semicolons and tabs separate: the one that is most frequent in the first line.
 *
 * @param file where it comes from
 * @param rows all lines as cells, the column names first
 */
record CsvTable(Path file, List<List<String>> rows) {

    private static final char QUOTE = '"';
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * Reads a table.
     *
     * @throws IOException in one sentence, if there is no such file or it is no text
     */
    static CsvTable read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no table " + file + ".");
        }
        try {
            String text = Files.readString(file);
            return new CsvTable(
                    file, parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text));
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "The table " + file + " is not in UTF-8: save it as CSV in UTF-8.", e);
        }
    }

    /**
     * The cells of one column by those of another; rows that lack one of the two are passed over.
     *
     * @throws IOException in one sentence, if there is no such column, or one key has two values
     */
    Map<String, String> column(String keys, String values) throws IOException {
        int key = index(keys);
        int value = index(values);
        Map<String, String> found = new HashMap<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            if (row.size() > Math.max(key, value)) {
                String other = found.put(row.get(key), row.get(value));
                if (other != null && !other.equals(row.get(value))) {
                    throw new IOException(
                            "The table %s names %s twice, with '%s' and '%s'; remove one of them."
                                    .formatted(file, row.get(key), other, row.get(value)));
                }
            }
        }
        return found;
    }

    private int index(String column) throws IOException {
        int index = rows.get(0).indexOf(column);
        if (index < 0) {
            throw new IOException(
                    "The table %s has no column '%s': it has %s."
                            .formatted(file, column, String.join(", ", rows.get(0))));
        }
        return index;
    }

    private static List<List<String>> parse(String text) {
        char separator = separator(text.lines().findFirst().orElse(""));
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == QUOTE) {
                // A doubled quote ends and begins the quoted part again, with one quote between.
                boolean doubled = !quoted && i > 0 && text.charAt(i - 1) == QUOTE;
                quoted = !quoted;
                if (doubled) {
                    cell.append(QUOTE);
                }
            } else if (!quoted && (c == separator || c == '\n')) {
                row.add(cell.toString().strip());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else {
                cell.append(c);
            }
        }
        row.add(cell.toString().strip());
        rows.add(row);
        return rows;
    }

    private static char separator(String names) {
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(names, candidate) > count(names, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }
}
