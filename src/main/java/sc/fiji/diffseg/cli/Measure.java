package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.measure.Comparison;
import sc.fiji.diffseg.measure.EmptyMasks;
import sc.fiji.diffseg.segment.OverlapCsv;
import sc.fiji.diffseg.segment.OverlapFiles;
import sc.fiji.diffseg.segment.OverlapReport;
import sc.fiji.diffseg.segment.OverlapSettings;
import sc.fiji.diffseg.segment.OverlapTables;

/** Compares masks or labels in files with the truth. */
@Command(
        name = "measure",
        description = {
            "Measures how well masks or labels agree with the truth: Dice, IoU, precision, recall,"
                    + " volume similarity, Hausdorff 95 % and average surface distance.",
            "Two files, or two folders in which partners have the same name but for the ending."
                    + " Images without partner are reported."
        },
        footer = {
            "",
            "Exit code: 0 done, 1 failed or an image could not be measured, 2 wrong use.",
            "",
            "Example: measure results truth --prediction-suffix=-labels --compare objects -o tables"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class Measure implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PREDICTION", description = "File or folder to be judged.")
    private Path prediction;

    @Parameters(paramLabel = "TRUTH", description = "File or folder of the truth.")
    private Path truth;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description =
                    "Folder for overlap.csv, overlap-labels.csv, overlap-objects.csv and"
                            + " overlap-problems.csv.")
    private Path output;

    @Option(
            names = "--compare",
            defaultValue = "foreground",
            paramLabel = "C",
            description =
                    "foreground: all that is not 0 is one mask; labels: the same number is the same"
                            + " class; objects: matched by overlap (default: ${DEFAULT-VALUE}).")
    private Comparison comparison;

    @Option(
            names = "--empty-masks",
            defaultValue = "one",
            paramLabel = "E",
            description =
                    "What measures are where both are empty: one, zero or left_out (default:"
                            + " ${DEFAULT-VALUE}).")
    private String emptyMasks;

    @Option(
            names = "--slice-by-slice",
            description = "Every slice is an image of its own; otherwise slices are a volume.")
    private boolean sliceBySlice;

    @Option(names = "--no-distances", description = "Do not measure surface distances.")
    private boolean noDistances;

    @Option(
            names = "--iou",
            defaultValue = OverlapSettings.THRESHOLDS,
            paramLabel = "T",
            description = "Thresholds of the IoU for objects (default: ${DEFAULT-VALUE}).")
    private String thresholds;

    @Option(
            names = "--prediction-suffix",
            defaultValue = "",
            paramLabel = "S",
            description = "Ends the names of predictions, before the ending, such as -labels.")
    private String predictionSuffix;

    @Option(
            names = "--truth-suffix",
            defaultValue = "",
            paramLabel = "S",
            description = "Ends the names of true masks, before the ending.")
    private String truthSuffix;

    @Override
    public Integer call() throws IOException {
        OverlapSettings settings = settings();
        OverlapCsv csv = output == null ? null : new OverlapCsv(output);
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job job = ProcessEnd.job(progress::cancel)) {
            OverlapReport report = compare(settings, progress);
            progress.close();
            OverlapTables tables = new OverlapTables(report);
            if (csv != null) {
                csv.write(tables);
            }
            System.out.print(tables.text());
            report.problems()
                    .forEach(
                            problem ->
                                    System.err.println(
                                            "%s: %s".formatted(problem.image(), problem.reason())));
            return report.problems().isEmpty() ? 0 : 1;
        }
    }

    private OverlapReport compare(OverlapSettings settings, Progress progress) throws IOException {
        OverlapFiles files = new OverlapFiles(settings);
        return Files.isDirectory(prediction)
                ? files.compare(
                        new OverlapFiles.Folders(prediction, truth, predictionSuffix, truthSuffix),
                        progress)
                : files.compare(prediction, truth, progress);
    }

    private OverlapSettings settings() {
        try {
            if (Files.isDirectory(prediction) != Files.isDirectory(truth)) {
                throw new IllegalArgumentException(
                        "Compare two files or two folders, not a file with a folder.");
            }
            return new OverlapSettings(
                    comparison,
                    EmptyMasks.of(emptyMasks),
                    sliceBySlice,
                    !noDistances,
                    OverlapSettings.thresholds(thresholds));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
