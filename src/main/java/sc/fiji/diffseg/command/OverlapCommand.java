package sc.fiji.diffseg.command;

import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import org.scijava.ItemIO;
import org.scijava.plugin.Parameter;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.Comparison;
import sc.fiji.diffseg.measure.EmptyMasks;
import sc.fiji.diffseg.segment.OverlapCsv;
import sc.fiji.diffseg.segment.OverlapReport;
import sc.fiji.diffseg.segment.OverlapSettings;
import sc.fiji.diffseg.segment.OverlapTables;

/**
 * What measuring images and folders has in common. Its fields are the keys of macros: their names
 * and values stay as they are.
 *
 * @param <T> what prediction and truth are
 */
abstract class OverlapCommand<T> extends JobCommand {

    // Not required: SciJava would end a macro that forgets one without a word.
    @Parameter(
            label = "Prediction",
            description = OverlapTips.PREDICTION,
            style = "directory",
            required = false,
            persist = false)
    T prediction;

    @Parameter(
            label = "Truth",
            description = OverlapTips.TRUTH,
            style = "directory",
            required = false,
            persist = false)
    T truth;

    @Parameter(
            label = "Compare",
            description = OverlapTips.COMPARISON,
            choices = {"foreground", "labels", "objects"},
            persist = false)
    private String compare = "foreground";

    @Parameter(
            label = "Both empty counts as",
            description = OverlapTips.EMPTY_MASKS,
            choices = {"one", "zero", "left_out"},
            persist = false)
    private String empty_masks = "one";

    @Parameter(label = "Slice by slice", description = OverlapTips.SLICE_BY_SLICE, persist = false)
    private boolean slice_by_slice = false;

    @Parameter(
            label = "Surface distances",
            description = OverlapTips.SURFACE_DISTANCES,
            persist = false)
    private boolean surface_distances = true;

    @Parameter(label = "IoU thresholds", description = OverlapTips.IOU_THRESHOLDS, persist = false)
    private String iou_thresholds = OverlapSettings.THRESHOLDS;

    @Parameter(
            label = "CSV folder",
            description = OverlapTips.CSV_FOLDER,
            required = false,
            persist = false)
    private String csv_folder = "";

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable images;

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable labels;

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable objects;

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable problems;

    /** Compares prediction and truth. */
    abstract OverlapReport compare(OverlapSettings settings, Progress progress) throws IOException;

    /** What the titles of the tables begin with. */
    abstract String name();

    @Override
    void job(Progress progress) throws IOException {
        if (prediction == null || truth == null) {
            throw new IllegalArgumentException(
                    "Measuring needs a prediction and a truth: name both, as prediction=... truth=...");
        }
        OverlapSettings settings =
                new OverlapSettings(
                        Choices.parse(Comparison.class, "comparison", compare),
                        EmptyMasks.of(empty_masks),
                        slice_by_slice,
                        surface_distances,
                        OverlapSettings.thresholds(iou_thresholds));
        OverlapCsv csv = csv_folder.isBlank() ? null : new OverlapCsv(Path.of(csv_folder.trim()));
        OverlapTables tables = new OverlapTables(compare(settings, progress));
        if (csv != null) {
            csv.write(tables);
        }
        OverlapWindows windows = new OverlapWindows(name());
        images = windows.images(tables.images());
        labels = windows.labels(tables.labels());
        objects = windows.objects(tables.objects());
        problems = windows.problems(tables.problems());
        for (String output : new String[] {"images", "labels", "objects", "problems"}) {
            resolveOutput(output);
        }
    }
}
