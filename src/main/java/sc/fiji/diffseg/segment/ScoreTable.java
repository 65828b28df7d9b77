package sc.fiji.diffseg.segment;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.measure.Overlap;

/**
 * What a batch found and how it compares with the truth, as a table: one line per image, then mean
 * and standard deviation over the images. Where result and truth are both empty, all measures are
 * 1.
 */
public final class ScoreTable {

    private static final long BOOTSTRAP_SEED = 0;

    private static final List<ToDoubleFunction<Overlap>> MEASURES =
            List.of(Overlap::dice, Overlap::iou, Overlap::precision, Overlap::recall);

    private final List<ImageOutcome> done;
    private final List<ImageOutcome> scored;

    /** The table of a batch; files that failed have no line. */
    public ScoreTable(List<ImageOutcome> outcomes) {
        done = outcomes.stream().filter(outcome -> outcome.problem().isEmpty()).toList();
        scored = done.stream().filter(outcome -> outcome.overlap().isPresent()).toList();
    }

    /** Whether any image could be compared with the truth. */
    public boolean hasScores() {
        return !scored.isEmpty();
    }

    /** Dice over the images that have a truth; there must be one. */
    public MeanScore dice() {
        return mean(Overlap::dice);
    }

    /** Intersection over union over the images that have a truth; there must be one. */
    public MeanScore iou() {
        return mean(Overlap::iou);
    }

    private MeanScore mean(ToDoubleFunction<Overlap> measure) {
        double[] scores =
                scored.stream()
                        .mapToDouble(outcome -> measure.applyAsDouble(outcome.overlap().get()))
                        .toArray();
        return MeanScore.of(scores, BOOTSTRAP_SEED);
    }

    /** The scores for other programs; quotes in names are doubled. */
    public String csv() {
        StringBuilder text = new StringBuilder("image,objects,dice,iou,precision,recall\n");
        for (ImageOutcome outcome : scored) {
            Overlap overlap = outcome.overlap().get();
            text.append(Csv.quoted(outcome.file())).append(',').append(outcome.objects());
            MEASURES.forEach(of -> text.append(',').append(of.applyAsDouble(overlap)));
            text.append('\n');
        }
        List<MeanScore> means = MEASURES.stream().map(this::mean).toList();
        text.append("mean,");
        means.forEach(score -> text.append(',').append(score.mean()));
        text.append("\nstandard deviation,");
        means.forEach(score -> text.append(',').append(score.standardDeviation()));
        return text.append('\n').toString();
    }

    /** The table for people, ending in a line break. */
    public String text() {
        int width = "image".length();
        for (ImageOutcome outcome : done) {
            width = Math.max(width, outcome.file().length());
        }
        String name = "%-" + width + "s";
        StringBuilder text = new StringBuilder(name.formatted("image") + "  objects  seconds");
        text.append(hasScores() ? "   Dice    IoU\n" : "\n");
        for (ImageOutcome outcome : done) {
            // Of an earlier run or another process nobody knows.
            String time = outcome.seconds() > 0 ? line("%.2f", outcome.seconds()) : "-";
            text.append(line(name + "  %7d  %7s", outcome.file(), outcome.objects(), time));
            if (hasScores()) {
                text.append(
                        outcome.overlap()
                                .map(overlap -> line("  %.3f  %.3f", overlap.dice(), overlap.iou()))
                                .orElse("  no true mask"));
            }
            text.append('\n');
        }
        if (hasScores()) {
            text.append(summary("Dice", dice())).append(summary("IoU", iou()));
        }
        return text.toString();
    }

    private static String summary(String measure, MeanScore score) {
        return line(
                "%s: mean %.3f, SD %.3f over %d images (95 %% bootstrap interval %.3f to %.3f)\n",
                measure,
                score.mean(),
                score.standardDeviation(),
                score.count(),
                score.interval().lower(),
                score.interval().upper());
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
