package sc.fiji.diffseg.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the line of a macro says: {@code key=value} with spaces between them, and a value with
 * spaces in brackets or single quotes. A key alone means {@code true}, as in ImageJ.
 *
 * <p>ImageJ's own reading looks for {@code steps=} anywhere in the line, and finds it in {@code
 * first_stage_steps=5} and within brackets, too.
 */
final class MacroOptions {

    private final String line;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int at;

    private MacroOptions(String line) {
        this.line = line;
    }

    /**
     * Reads a line.
     *
     * @return the values by their keys, in order; of a key that stands twice the first
     */
    static Map<String, String> parse(String line) {
        MacroOptions options = new MacroOptions(line.trim());
        while (options.at < options.line.length()) {
            options.next();
        }
        return Collections.unmodifiableMap(options.values);
    }

    private void next() {
        int from = at;
        while (at < line.length() && line.charAt(at) != '=' && line.charAt(at) != ' ') {
            at++;
        }
        String key = line.substring(from, at);
        boolean alone = at == line.length() || line.charAt(at) == ' ';
        at++;
        if (!key.isEmpty()) {
            values.putIfAbsent(key, alone ? "true" : value());
        }
    }

    private String value() {
        char first = at < line.length() ? line.charAt(at) : ' ';
        int end =
                switch (first) {
                    case '[' -> closingBracket();
                    case '\'' -> line.indexOf('\'', at + 1);
                    default -> line.indexOf(' ', at);
                };
        boolean enclosed = first == '[' || first == '\'';
        String value = line.substring(enclosed ? at + 1 : at, end < 0 ? line.length() : end);
        at = end < 0 ? line.length() : end + 1;
        return value;
    }

    /** That of the bracket here; a value may have pairs of brackets in it. */
    private int closingBracket() {
        int open = 0;
        for (int i = at; i < line.length(); i++) {
            open += line.charAt(i) == '[' ? 1 : line.charAt(i) == ']' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        return -1;
    }
}
