package sc.fiji.diffseg.command;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.FileChoice;
import sc.fiji.diffseg.segment.FolderJob;
import sc.fiji.diffseg.segment.FolderOptions;
import sc.fiji.diffseg.segment.FolderRequest;
import sc.fiji.diffseg.segment.FolderSummary;
import sc.fiji.diffseg.segment.ModelChoice;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.Part;
import sc.fiji.diffseg.segment.SegmentationSettings;

/**
 * Segments the images of a folder with a model of any method. Its fields and those above it are the
 * keys of macros: their names and values stay as they are. A folder left out would end a macro
 * without a word if it were required.
 */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Segment Folder...", weight = InMenu.FOLDER)
        },
        initializer = "offerModels")
public final class SegmentFolder extends SettingsCommand {

    private static final double FOUND = 0.01;

    @Parameter(
            label = "Folder of images",
            description = FolderTips.INPUT_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File input_folder;

    @Parameter(
            label = "Folder for results",
            description = FolderTips.OUTPUT_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File output_folder;

    @Parameter(label = "Sub-folders, too", description = FolderTips.RECURSIVE, persist = false)
    private boolean recursive = false;

    @Parameter(label = "Only file names like", description = FolderTips.FILTER, persist = false)
    private String filter = "";

    @Parameter(
            label = "Sampling",
            description = Tips.SAMPLER,
            choices = {Choices.MODEL, "single", "fast", "full", "unet", "uniform", "one_step"},
            persist = false)
    private String sampler = Choices.MODEL;

    @Parameter(
            label = "Samples (0 = model's)",
            description = Tips.ANY_SAMPLES,
            min = "0",
            persist = false)
    private int samples = 0;

    @Parameter(
            label = "Denoising steps (0 = model's)",
            description = Tips.STEPS,
            min = "0",
            persist = false)
    private int steps = 0;

    @Parameter(label = "Overlays", description = FolderTips.OVERLAY, persist = false)
    private boolean overlay = false;

    @Parameter(label = "ROIs", description = FolderTips.ROIS, persist = false)
    private boolean rois = false;

    @Parameter(
            label = "Folder of true masks",
            description = FolderTips.TRUTH_FOLDER,
            persist = false)
    private String truth_folder = "";

    @Parameter(label = "Do finished images again", description = FolderTips.REDO, persist = false)
    private boolean redo = false;

    @Parameter(label = "Part", description = FolderTips.PART, min = "1", persist = false)
    private int part = 1;

    @Parameter(label = "of parts", description = FolderTips.PARTS, min = "1", persist = false)
    private int parts = 1;

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable table;

    private void offerModels() {
        arrange(
                List.of(
                        "input_folder",
                        "output_folder",
                        "recursive",
                        "filter",
                        "model",
                        "sampler",
                        "samples",
                        "steps"),
                List.of("overlay", "rois", "truth_folder", "redo"));
        offerModels("model", "", "");
    }

    @Override
    SamplingSettings sampling() {
        return shared().withSampler(Choices.sampler(sampler)).withSamples(samples).withSteps(steps);
    }

    @Override
    void job(Progress progress) throws IOException {
        SegmentationSettings settings = settings();
        FolderJob job = FolderJob.open(request());
        ModelFolder model =
                ModelChoice.find(ModelStore.standard(), model(), progress.part(0, FOUND));
        FolderSummary summary =
                job.run(model, device(), settings, ModelKeeper.shared(), progress.part(FOUND, 1));
        table = TableWindow.show(summary::addTo, "Segmented folder");
        resolveOutput("table");
        summary.remarks().lines().forEach(IJ::log);
    }

    private FolderRequest request() {
        return new FolderRequest(
                List.of(Choices.folder(input_folder, "of images")),
                new FileChoice(recursive, filter, List.of()),
                Choices.folder(output_folder, "for the results"),
                truth_folder.isBlank()
                        ? Optional.empty()
                        : Optional.of(Path.of(truth_folder.trim())),
                new FolderOptions(channel(), overlay, rois, Optional.empty()),
                new Part(part, parts),
                redo);
    }
}
