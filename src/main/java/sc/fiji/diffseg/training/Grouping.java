package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How the group of a pair is found, such as the patient or the video that it comes from, so that a
 * split can keep groups together. Exactly one of the three ways is given, the others are absent.
 *
 * @param separator text that ends the group in a pair's name: with {@code _}, the group of {@code
 *     p07_slice3} is {@code p07}
 * @param pattern regular expression that is looked for in a pair's name: the group is what its
 *     first parentheses hold, or all that it matches if it has none
 * @param table file of comma-separated values with a line of column names, relative to the place of
 *     the data
 * @param nameColumn the table's column of image names, with or without file name extension
 * @param groupColumn the table's column of groups
 */
public record Grouping(
        String separator, String pattern, String table, String nameColumn, String groupColumn) {

    /**
     * Finds the group of every pair.
     *
     * @param pairs of one data set
     * @param dataRoot folder that the table lies in
     * @throws IOException in one sentence, if the description makes no sense, the table cannot be
     *     read, a pair has no group, or all have the same
     */
    Function<ImagePair, String> groups(List<ImagePair> pairs, Path dataRoot) throws IOException {
        Function<ImagePair, String> rule = rule(dataRoot);
        Map<ImagePair, String> groups = new HashMap<>();
        for (ImagePair pair : pairs) {
            String group = rule.apply(pair);
            if (group == null || group.isBlank()) {
                throw new IOException(
                        "No group is found for the image %s of %s by %s: correct the recipe's groups."
                                .formatted(pair.name(), pair.dataSet(), means()));
            }
            groups.put(pair, group);
        }
        if (new HashSet<>(groups.values()).size() < 2) {
            throw new IOException(
                    ("All %d images belong to one group by %s, so that none can be kept for"
                                    + " validation: correct the recipe's groups, or split in another"
                                    + " way.")
                            .formatted(pairs.size(), means()));
        }
        return groups::get;
    }

    private Function<ImagePair, String> rule(Path dataRoot) throws IOException {
        int ways = (separator == null ? 0 : 1) + (pattern == null ? 0 : 1);
        ways += table == null ? 0 : 1;
        boolean columns = table == null || nameColumn != null && groupColumn != null;
        if (ways != 1 || !columns || "".equals(separator)) {
            throw new IOException(
                    "The recipe's groups need either a separator, or a pattern, or a table with"
                            + " name_column and group_column.");
        }
        if (separator != null) {
            return pair -> prefix(pair.name());
        }
        if (pattern != null) {
            Pattern compiled = compiled();
            return pair -> matched(compiled, pair.name());
        }
        Map<String, String> known =
                CsvTable.read(dataRoot.resolve(table)).column(nameColumn, groupColumn);
        return pair ->
                known.getOrDefault(pair.name(), known.get(pair.image().getFileName().toString()));
    }

    private String prefix(String name) {
        int end = name.indexOf(separator);
        return end < 0 ? null : name.substring(0, end);
    }

    private Pattern compiled() throws IOException {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IOException(
                    "The recipe's pattern of groups '%s' is no regular expression: %s."
                            .formatted(pattern, e.getDescription()),
                    e);
        }
    }

    private static String matched(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.find() ? matcher.group(Math.min(1, matcher.groupCount())) : null;
    }

    /** What tells the groups apart, for the user. */
    private String means() {
        return separator != null
                ? "the separator '" + separator + "'"
                : pattern != null ? "the pattern '" + pattern + "'" : "the table " + table;
    }
}
