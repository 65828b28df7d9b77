package sc.fiji.diffseg.training;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import sc.fiji.diffseg.FileTrouble;
import sc.fiji.diffseg.weights.AtomicFile;

/**
 * A training's course as a table of comma-separated values, one row for every step. Columns: {@code
 * stage}, {@code step}, and then whatever is told of a step, in the order in which it first occurs;
 * cells of what a step was not told stay empty.
 *
 * <p>The file on disk is whole after every row. Where it cannot be written, because a spreadsheet
 * program has it open perhaps, no row is lost: the next one that can be written brings it with it.
 * A training that goes on from a checkpoint takes up the rows that were there then, and no step has
 * two.
 */
final class History {

    private static final String STAGE = "stage";
    private static final String STEP = "step";
    private static final int CURVE_POINTS = 200;

    private final Path file;
    private final List<String> columns = new ArrayList<>(List.of(STAGE, STEP));
    private final List<Map<String, String>> rows = new ArrayList<>();
    private boolean current;

    /**
     * An empty history.
     *
     * @param file is replaced by the first row
     */
    History(Path file) {
        this.file = file;
    }

    /** Where it lies. */
    Path file() {
        return file;
    }

    /** Number of rows, for {@link #goOn}. */
    int size() {
        return rows.size();
    }

    /**
     * Takes up the rows of the file, which then is replaced by the next one.
     *
     * @param count how many of them, from the first; where there are fewer, all
     * @throws IOException in one sentence, if the file cannot be read
     */
    void goOn(int count) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        List<List<String>> found = rows(file);
        columns.clear();
        columns.addAll(found.get(0));
        for (List<String> cells : found.subList(1, found.size())) {
            if (rows.size() < count && cells.size() == columns.size()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < cells.size(); i++) {
                    row.put(columns.get(i), cells.get(i));
                }
                rows.add(row);
            }
        }
    }

    private static List<List<String>> rows(Path file) throws IOException {
        try {
            return CsvTable.read(file).rows();
        } catch (FileSystemException e) {
            throw new IOException(
                    "The history %s cannot be read (%s): close it in other programs, and start the training again to go on."
                            .formatted(file, FileTrouble.reason(e)),
                    e);
        }
    }

    /**
     * Adds a step.
     *
     * @throws IOException if the file cannot be written; the step is not lost
     */
    void add(String stage, long step, Map<String, Double> values) throws IOException {
        Map<String, String> row = new LinkedHashMap<>();
        row.put(STAGE, stage);
        row.put(STEP, Long.toString(step));
        rows.add(row);
        if (put(row, values) || !current) {
            rewrite();
        } else {
            current = false;
            Files.writeString(file, line(row), StandardOpenOption.APPEND);
            current = true;
        }
    }

    /**
     * Adds values to the row of the last step.
     *
     * @throws IOException if the file cannot be written; the values are not lost
     */
    void addToLast(Map<String, Double> values) throws IOException {
        if (!rows.isEmpty()) {
            put(rows.get(rows.size() - 1), values);
            rewrite();
        }
    }

    /** Returns whether there is a new column. */
    private boolean put(Map<String, String> row, Map<String, Double> values) {
        boolean fresh = false;
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            String column = column(entry.getKey());
            if (!columns.contains(column)) {
                columns.add(column);
                fresh = true;
            }
            row.put(column, Double.toString(entry.getValue()));
        }
        return fresh;
    }

    /** Names of data sets are the user's, and a comma or a quote would need quoting. */
    private static String column(String name) {
        return name.replaceAll("[,;\"\\s]+", " ").strip();
    }

    /**
     * Tells a watcher all steps so far, of a training that goes on.
     *
     * @param loss column of the loss
     * @param dice columns of which the mean is the model's score
     * @param iou likewise
     */
    void recall(String loss, List<String> dice, List<String> iou, TrainingWatcher watcher) {
        String stage = "";
        double best = 0;
        for (Map<String, String> row : rows) {
            if (!row.get(STAGE).equals(stage)) {
                stage = row.get(STAGE);
                best = Double.NEGATIVE_INFINITY;
            }
            long step = Long.parseLong(row.get(STEP));
            watcher.recalled(stage, step, mean(row, List.of(loss)).orElse(Double.NaN));
            OptionalDouble score = mean(row, dice);
            if (score.isPresent()) {
                boolean better = score.getAsDouble() > best;
                best = better ? score.getAsDouble() : best;
                watcher.recalledScores(
                        stage, step, score.getAsDouble(), mean(row, iou).orElse(0), better);
            }
        }
    }

    private static OptionalDouble mean(Map<String, String> row, List<String> columns) {
        return columns.stream()
                .map(column -> row.getOrDefault(column(column), ""))
                .filter(cell -> !cell.isEmpty())
                .mapToDouble(Double::parseDouble)
                .average();
    }

    private void rewrite() throws IOException {
        current = false;
        StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
        rows.forEach(row -> text.append(line(row)));
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        current = true;
    }

    private String line(Map<String, String> row) {
        return String.join(",", columns.stream().map(c -> row.getOrDefault(c, "")).toList()) + "\n";
    }

    /**
     * The course for a model's card: for every stage the losses, as means over so many steps that
     * there are at most 200 of them, and all validations.
     *
     * @param loss column that is averaged
     * @param validation columns that are kept as they are
     */
    JsonObject curve(String loss, List<String> validation) {
        JsonObject curve = new JsonObject();
        Map<String, List<Map<String, String>>> byStage = new LinkedHashMap<>();
        rows.forEach(r -> byStage.computeIfAbsent(r.get(STAGE), s -> new ArrayList<>()).add(r));
        byStage.forEach(
                (stage, steps) -> {
                    JsonObject json = new JsonObject();
                    json.add(loss, means(steps, loss));
                    for (String column : validation) {
                        JsonArray points = points(steps, column);
                        if (!points.isEmpty()) {
                            json.add(column, points);
                        }
                    }
                    curve.add(stage, json);
                });
        return curve;
    }

    private static JsonArray means(List<Map<String, String>> steps, String column) {
        JsonArray points = new JsonArray();
        int each = (steps.size() + CURVE_POINTS - 1) / CURVE_POINTS;
        for (int from = 0; from < steps.size(); from += each) {
            List<Map<String, String>> some =
                    steps.subList(from, Math.min(steps.size(), from + each));
            double sum = 0;
            for (Map<String, String> row : some) {
                sum += Double.parseDouble(row.get(column));
            }
            points.add(point(some.get(some.size() - 1), sum / some.size()));
        }
        return points;
    }

    private static JsonArray points(List<Map<String, String>> steps, String column) {
        JsonArray points = new JsonArray();
        for (Map<String, String> row : steps) {
            String value = row.getOrDefault(column(column), "");
            if (!value.isEmpty()) {
                points.add(point(row, Double.parseDouble(value)));
            }
        }
        return points;
    }

    private static JsonArray point(Map<String, String> row, double value) {
        JsonArray point = new JsonArray();
        point.add(Long.parseLong(row.get(STEP)));
        point.add(Math.round(value * 1e5) / 1e5);
        return point;
    }
}
