package sc.fiji.diffseg.segment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sc.fiji.diffseg.image.LabelVolumes.Position;
import sc.fiji.diffseg.measure.Bootstrap;
import sc.fiji.diffseg.measure.Comparison;
import sc.fiji.diffseg.measure.EmptyMasks;
import sc.fiji.diffseg.measure.ObjectMatching;
import sc.fiji.diffseg.measure.Overlap;
import sc.fiji.diffseg.measure.RegionScore;
import sc.fiji.diffseg.measure.Spread;
import sc.fiji.diffseg.measure.SurfaceDistance;
import sc.fiji.diffseg.segment.ColumnTable.Row;

/**
 * The tables of a comparison. Where several images were compared, rows called {@code mean}, {@code
 * standard deviation} and so on follow theirs; every row counts alike, and the row {@code count}
 * tells how many have a value. Intervals are given only where every row is another image: slices of
 * one resemble each other.
 */
public final class OverlapTables {

    private static final long BOOTSTRAP_SEED = 0;
    private static final String ALL = "all images";

    private final OverlapReport report;
    private final OverlapColumns columns;
    private final EmptyMasks convention;
    private final boolean independent;

    /** The tables of this comparison. */
    public OverlapTables(OverlapReport report) {
        this.report = report;
        columns = new OverlapColumns(report.settings());
        convention = report.settings().emptyMasks();
        independent =
                report.scores().stream().map(OverlapScore::image).distinct().count()
                        == report.scores().size();
    }

    /** One row for every image, or for every volume or plane of it. */
    public ColumnTable images() {
        ColumnTable table = new ColumnTable();
        List<Row> rows = new ArrayList<>();
        for (OverlapScore score : report.scores()) {
            Row row = placed(new Row(score.image()), score.position());
            columns.fillImage(row, score.scores().whole(), score.unit());
            rows.add(row);
            table.add(row);
        }
        if (rows.size() > 1) {
            summarise(rows, "", independent).forEach(table::add);
        }
        return table;
    }

    /**
     * One row for every label of every image. If labels are classes and there are several images,
     * means over images follow for every class; an image without the class counts as the convention
     * for empty masks says.
     */
    public ColumnTable labels() {
        ColumnTable table = new ColumnTable();
        Map<Integer, List<Row>> classes = new TreeMap<>();
        for (OverlapScore score : report.scores()) {
            for (RegionScore region : score.scores().regions()) {
                int label =
                        region.truthLabel() != 0 ? region.truthLabel() : region.predictionLabel();
                Row row = new Row(String.valueOf(label)).put("Image", score.image());
                placed(row, score.position());
                columns.fillLabel(row, region, score.unit());
                classes.computeIfAbsent(label, l -> new ArrayList<>()).add(row);
                table.add(row);
            }
        }
        if (report.settings().comparison() == Comparison.LABELS && report.scores().size() > 1) {
            classes.forEach(
                    (label, rows) -> {
                        String unit = rows.get(0).text(OverlapColumns.UNIT);
                        rows.addAll(withoutLabel(report.scores().size() - rows.size(), unit));
                        summarise(rows, " of label " + label, false).forEach(table::add);
                    });
        }
        return table;
    }

    /** What a class is worth in images that neither have it nor are said to. */
    private List<Row> withoutLabel(int images, String unit) {
        Row row = new Row("");
        Overlap nothing = new Overlap(0, 0, 0, 0);
        columns.fillLabel(row, new RegionScore(0, 0, nothing, SurfaceDistance.NONE), unit);
        return Collections.nCopies(images, row);
    }

    /** One row for every image and threshold; no rows unless objects were matched. */
    public ColumnTable objects() {
        ColumnTable table = new ColumnTable();
        Map<Double, List<Row>> thresholds = new TreeMap<>();
        Map<Double, Overlap> sums = new TreeMap<>();
        for (OverlapScore score : report.scores()) {
            for (ObjectMatching matching : score.scores().matchings()) {
                Row row = placed(new Row(score.image()), score.position());
                columns.fillObjects(row, matching);
                thresholds.computeIfAbsent(matching.threshold(), t -> new ArrayList<>()).add(row);
                sums.merge(matching.threshold(), matching.objects(), Overlap::plus);
                table.add(row);
            }
        }
        if (report.scores().size() > 1) {
            sums.forEach(
                    (threshold, sum) -> {
                        Row row = new Row(ALL);
                        columns.fillObjects(row, new ObjectMatching(threshold, sum, Map.of()));
                        table.add(row);
                        summarise(thresholds.get(threshold), "", independent)
                                .forEach(
                                        r -> table.add(r.put(OverlapColumns.THRESHOLD, threshold)));
                    });
        }
        return table;
    }

    /** One row for every image that could not be measured, with the reason. */
    public ColumnTable problems() {
        ColumnTable table = new ColumnTable();
        report.problems()
                .forEach(
                        problem ->
                                table.add(
                                        new Row(problem.image()).put("Problem", problem.reason())));
        return table;
    }

    /** The most important columns of {@link #images()} and {@link #objects()} for people. */
    public String text() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("Channel", "channel");
        shown.put("Slice", "slice");
        shown.put("Frame", "frame");
        shown.put(OverlapColumns.DICE, "Dice");
        shown.put(OverlapColumns.JACCARD, "IoU");
        shown.put(OverlapColumns.PRECISION, "precision");
        shown.put(OverlapColumns.RECALL, "recall");
        shown.put(OverlapColumns.HAUSDORFF, "HD 95 %");
        shown.put(OverlapColumns.AVERAGE_DISTANCE, "distance");
        shown.put(OverlapColumns.UNIT, "unit");
        String text = images().text(shown);
        ColumnTable objects = objects();
        if (!objects.isEmpty()) {
            Map<String, String> counted = new LinkedHashMap<>();
            counted.put(OverlapColumns.THRESHOLD, "IoU from");
            counted.put(OverlapColumns.PRECISION, "precision");
            counted.put(OverlapColumns.RECALL, "recall");
            counted.put(OverlapColumns.F1, "F1");
            counted.put(OverlapColumns.AVERAGE_PRECISION, "AP");
            text += "\nobjects\n" + objects.text(counted);
        }
        return text + "\nConvention for empty masks: " + convention.words() + ".\n";
    }

    /** Where a volume lies, if an image has several. */
    private Row placed(Row row, Position position) {
        if (report.scores().stream().anyMatch(score -> score.position().channel() > 1)) {
            row.put("Channel", position.channel());
        }
        if (position.slice() > 0) {
            row.put("Slice", position.slice());
        }
        if (report.scores().stream().anyMatch(score -> score.position().frame() > 1)) {
            row.put("Frame", position.frame());
        }
        return row;
    }

    private List<Row> summarise(List<Row> rows, String of, boolean interval) {
        Row mean = new Row("mean" + of);
        Row deviation = new Row("standard deviation" + of);
        Row lower = new Row("95 % lower" + of);
        Row upper = new Row("95 % upper" + of);
        Row count = new Row("count" + of);
        boolean oneUnit =
                rows.stream().map(row -> row.text(OverlapColumns.UNIT)).distinct().count() == 1;
        for (String column : OverlapColumns.AVERAGED) {
            if (!rows.get(0).has(column)) {
                continue;
            }
            double[] scores = finite(rows, column);
            count.put(column, scores.length);
            if (scores.length > 0 && (oneUnit || !OverlapColumns.DISTANCES.contains(column))) {
                Spread spread = Spread.of(scores);
                mean.put(column, spread.mean());
                deviation.put(column, spread.standardDeviation());
                if (interval) {
                    Bootstrap.Interval limits = Bootstrap.ofMean(scores, BOOTSTRAP_SEED);
                    lower.put(column, limits.lower());
                    upper.put(column, limits.upper());
                }
            }
        }
        List<Row> summary =
                interval
                        ? List.of(mean, deviation, lower, upper, count)
                        : List.of(mean, deviation, count);
        summary.forEach(row -> row.put(OverlapColumns.EMPTY_MASKS, convention.words()));
        return summary;
    }

    private static double[] finite(List<Row> rows, String column) {
        return rows.stream()
                .mapToDouble(row -> row.number(column))
                .filter(Double::isFinite)
                .toArray();
    }
}
