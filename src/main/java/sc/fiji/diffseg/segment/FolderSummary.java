package sc.fiji.diffseg.segment;

import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import sc.fiji.diffseg.measure.Overlap;

/**
 * What became of all files of a batch.
 *
 * @param outcomes one per file, in their order
 * @param leftOut a sentence for every kind of files that were no part of it
 */
public record FolderSummary(List<ImageOutcome> outcomes, List<String> leftOut) {

    private static final String SUMMARY = "summary.csv";
    private static final String SCORES = "scores.csv";

    /** The table of the scores. */
    public ScoreTable scores() {
        return new ScoreTable(outcomes);
    }

    /** How many files could not be segmented. */
    public int failures() {
        return (int) outcomes.stream().filter(outcome -> outcome.problem().isPresent()).count();
    }

    /** A batch of which no files were left out. */
    FolderSummary(List<ImageOutcome> outcomes) {
        this(outcomes, List.of());
    }

    /**
     * What a user should know: how many files were done before, what was left out or done otherwise
     * than asked, and what failed and why; lines that end in line breaks, none if there is nothing.
     */
    public String remarks() {
        StringBuilder text = new StringBuilder();
        long before = outcomes.stream().filter(ImageOutcome::before).count();
        if (before > 0) {
            text.append("%d of %d files were already done.\n".formatted(before, outcomes.size()));
        }
        leftOut.forEach(sentence -> text.append(sentence).append('\n'));
        for (ImageOutcome outcome : outcomes) {
            outcome.note().ifPresent(note -> text.append(line(outcome, note)));
        }
        if (failures() > 0) {
            text.append(
                    "%d of %d files could not be segmented:\n"
                            .formatted(failures(), outcomes.size()));
        }
        for (ImageOutcome outcome : outcomes) {
            outcome.problem().ifPresent(problem -> text.append(line(outcome, problem)));
        }
        return text.toString();
    }

    private static String line(ImageOutcome outcome, String what) {
        return outcome.file() + ": " + what + "\n";
    }

    /** The table for other programs: for every file whether it is done, and if not, why. */
    public String csv() {
        return outcomes.stream()
                .map(
                        outcome ->
                                "%s,%s,%s,%s\n"
                                        .formatted(
                                                Csv.quoted(outcome.file()),
                                                result(outcome),
                                                outcome.problem().isPresent()
                                                        ? ""
                                                        : outcome.objects(),
                                                Csv.quoted(remark(outcome))))
                .collect(Collectors.joining("", "image,result,objects,remark\n", ""));
    }

    private static String result(ImageOutcome outcome) {
        return outcome.problem().isPresent() ? "failed" : "done";
    }

    private static String remark(ImageOutcome outcome) {
        return outcome.problem().or(outcome::note).orElse("");
    }

    /**
     * Writes {@code summary.csv} and, where there are true masks, {@code scores.csv}. Where there
     * are none, the scores of an earlier run go, unless nothing was done since.
     */
    void write(OutputFolder folder) throws IOException {
        folder.text(SUMMARY, csv());
        if (scores().hasScores()) {
            folder.text(SCORES, scores().csv());
        } else if (outcomes.stream().anyMatch(ImageOutcome::isNew)) {
            folder.delete(SCORES);
        }
    }

    /**
     * Adds a line per file to a table of ImageJ, in columns called {@code Label}, {@code Result},
     * {@code Objects} and {@code Remark}, and with true masks also {@code Dice}, {@code IoU},
     * {@code Precision} and {@code Recall}. The objects of a file that failed are not a number, nor
     * are measures where there is no true mask.
     */
    public void addTo(ResultsTable table) {
        boolean scored = scores().hasScores();
        for (ImageOutcome outcome : outcomes) {
            table.incrementCounter();
            table.addLabel(outcome.file());
            table.addValue("Result", result(outcome));
            table.addValue(
                    "Objects", outcome.problem().isPresent() ? Double.NaN : outcome.objects());
            if (scored) {
                Optional<Overlap> overlap = outcome.overlap();
                table.addValue("Dice", overlap.map(Overlap::dice).orElse(Double.NaN));
                table.addValue("IoU", overlap.map(Overlap::iou).orElse(Double.NaN));
                table.addValue("Precision", overlap.map(Overlap::precision).orElse(Double.NaN));
                table.addValue("Recall", overlap.map(Overlap::recall).orElse(Double.NaN));
            }
            table.addValue("Remark", remark(outcome));
        }
    }
}
