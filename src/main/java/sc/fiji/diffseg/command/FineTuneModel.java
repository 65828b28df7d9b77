package sc.fiji.diffseg.command;

import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.log.LogService;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.Button;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.training.Effort;
import sc.fiji.diffseg.training.FineTuning;
import sc.fiji.diffseg.training.FineTuningData;
import sc.fiji.diffseg.training.FineTuningJob;
import sc.fiji.diffseg.training.LogWatcher;
import sc.fiji.diffseg.training.Presentation;
import sc.fiji.diffseg.training.Split;
import sc.fiji.diffseg.training.StartingPoint;
import sc.fiji.diffseg.training.TrainingControl;
import sc.fiji.diffseg.ui.WatchedTraining;

/**
 * Trains a model on a user's own images. Its fields are the keys of macros: their names and values
 * stay as they are.
 */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Fine-tune Model...", weight = InMenu.FINE_TUNE)
        },
        initializer = "offerBases")
public final class FineTuneModel extends JobCommand {

    private static final String PREFERRED = "LEAF lesions";

    @Parameter(
            label = "Images",
            description = TrainingTips.IMAGE_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File image_folder;

    @Parameter(
            label = "Masks (empty = beside the images)",
            description = TrainingTips.MASK_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File mask_folder;

    @Parameter(label = "Start from", description = TrainingTips.BASE_MODEL, persist = false)
    private String base_model = "";

    @Parameter(
            label = "or from a model folder",
            description = TrainingTips.BASE_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File base_folder;

    @Parameter(label = "Name of the new model", description = TrainingTips.NAME, persist = false)
    private String output_name = "";

    @Parameter(
            label = "Folder for models (empty = Fiji's)",
            description = TrainingTips.OUTPUT_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File output_folder;

    @Parameter(label = "Steps", description = TrainingTips.STEPS, min = "1", persist = false)
    private int steps = 1000;

    @Parameter(
            label = "Steps of earlier stages",
            description = TrainingTips.FIRST_STAGE_STEPS,
            min = "0",
            persist = false)
    private int first_stage_steps = 500;

    @Parameter(
            label = "Learning rate",
            description = TrainingTips.LEARNING_RATE,
            min = "0.0000001",
            max = "0.1",
            stepSize = "0.0001",
            style = "format:0.0000000",
            persist = false)
    private double learning_rate = 3e-4;

    @Parameter(
            label = "Batch size",
            description = TrainingTips.BATCH_SIZE,
            min = "1",
            persist = false)
    private int batch_size = 4;

    @Parameter(
            label = "Input size (0 = model's)",
            description = TrainingTips.INPUT_SIZE,
            min = "0",
            persist = false)
    private int input_size = 0;

    @Parameter(
            label = "Framing",
            description = Tips.FRAMING,
            choices = {Choices.MODEL, "whole", "tiles"},
            persist = false)
    private String framing = Choices.MODEL;

    @Parameter(
            label = "Scaling",
            description = Tips.SCALING,
            choices = {Choices.MODEL, "by-type", "percentile", "min-max"},
            persist = false)
    private String scaling = Choices.MODEL;

    @Parameter(label = "Flips and turns", description = TrainingTips.FLIPS, persist = false)
    private boolean flips = true;

    @Parameter(
            label = "Augmentation strength",
            description = TrainingTips.AUGMENTATION,
            min = "0",
            max = "3",
            stepSize = "0.25",
            style = "format:0.00",
            persist = false)
    private double augmentation_strength = 1;

    @Parameter(
            label = "Validation fraction",
            description = TrainingTips.VALIDATION_FRACTION,
            min = "0.01",
            max = "0.5",
            stepSize = "0.05",
            style = "format:0.00",
            persist = false)
    private double validation_fraction = 0.2;

    @Parameter(
            label = "Validation is chosen",
            description = TrainingTips.SPLIT,
            choices = {"blocks", "random", "groups"},
            persist = false)
    private String split = "blocks";

    @Parameter(
            label = "Groups are told by",
            description = TrainingTips.GROUP_BY,
            required = false,
            persist = false)
    private String group_by = "_";

    @Parameter(
            label = "or lies in: images",
            description = TrainingTips.VALIDATION_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File validation_image_folder;

    @Parameter(
            label = "and masks",
            description = TrainingTips.VALIDATION_FOLDER,
            style = "directory",
            required = false,
            persist = false)
    private File validation_mask_folder;

    @Parameter(
            label = "Steps between validations (0 = auto)",
            description = TrainingTips.VALIDATE_EVERY,
            min = "0",
            persist = false)
    private int validate_every = 0;

    @Parameter(
            label = "Patience (0 = none)",
            description = TrainingTips.PATIENCE,
            min = "0",
            persist = false)
    private int patience = 0;

    @Parameter(
            label = "Method settings",
            description = TrainingTips.METHOD_SETTINGS,
            required = false,
            persist = false)
    private String method_settings = "";

    @Parameter(label = "Seed", description = TrainingTips.SEED, persist = false)
    private long seed = 1;

    @Parameter(
            label = "Precision",
            description = Tips.PRECISION,
            choices = {"auto", "float32", "bfloat16"},
            persist = false)
    private String precision = "auto";

    @Parameter(
            label = "Device",
            description = Tips.DEVICE,
            choices = {"auto", "cpu", "gpu", "mps"})
    private String device = "auto";

    @Parameter(
            label = "Restore defaults",
            description = TrainingTips.RESTORE,
            callback = "restoreDefaults",
            required = false,
            persist = false)
    private Button restore;

    @Parameter(type = ItemIO.OUTPUT)
    private String model;

    @Parameter(type = ItemIO.OUTPUT)
    private String model_folder;

    @Parameter(type = ItemIO.OUTPUT)
    private double dice;

    @Parameter private LogService log;

    private void offerBases() {
        List<String> offered = StartingPoint.offered(ModelStore.standard());
        getInfo().getMutableInput("base_model", String.class).setChoices(offered);
        if (!isInputResolved("base_model")) {
            base_model = offered.contains(PREFERRED) ? PREFERRED : offered.get(0);
        }
        fillIn();
    }

    /** All but the folders and the name, as they are before the user changes anything. */
    private void restoreDefaults() {
        FineTuneModel fresh = new FineTuneModel();
        steps = fresh.steps;
        first_stage_steps = fresh.first_stage_steps;
        learning_rate = fresh.learning_rate;
        batch_size = fresh.batch_size;
        input_size = fresh.input_size;
        framing = fresh.framing;
        scaling = fresh.scaling;
        flips = fresh.flips;
        augmentation_strength = fresh.augmentation_strength;
        validation_fraction = fresh.validation_fraction;
        split = fresh.split;
        group_by = fresh.group_by;
        validate_every = fresh.validate_every;
        patience = fresh.patience;
        method_settings = fresh.method_settings;
        seed = fresh.seed;
        precision = fresh.precision;
    }

    @Override
    void job(Progress progress) throws IOException {
        ModelStore store = ModelStore.standard();
        String base = base_folder == null ? base_model : base_folder.getPath();
        FineTuningData data = data();
        StartingPoint start = StartingPoint.of(store, base, progress);
        String name = output_name.isBlank() ? data.name() + " " + start.title() : output_name;
        FineTuning tuning =
                new FineTuning(name.trim(), data, start, presentation(), effort(), method_settings);
        Path folder = store.newFolder(path(output_folder), tuning.name());
        FineTuningJob job = new FineTuningJob(tuning, folder);
        MeanScore score = train(job, tuning.name(), progress);
        model = tuning.name();
        model_folder = folder.toString();
        dice = score.mean();
        List.of("model", "model_folder", "dice").forEach(this::resolveOutput);
    }

    private MeanScore train(FineTuningJob job, String name, Progress progress) throws IOException {
        if (GraphicsEnvironment.isHeadless() || Interpreter.isBatchMode()) {
            return job.carryOut(device, new LogWatcher(log::info), new TrainingControl(), progress);
        }
        return WatchedTraining.run(job, device, "Fine-tune: " + name, !isMacro(), progress);
    }

    private FineTuningData data() {
        if (image_folder == null) {
            throw new IllegalArgumentException("Choose the folder of the images to train on.");
        }
        return new FineTuningData(
                image_folder.toPath(),
                path(mask_folder).orElse(image_folder.toPath()),
                path(validation_image_folder),
                path(validation_mask_folder),
                validation_fraction,
                Choices.parse(Split.Mode.class, "way of choosing", split),
                group_by);
    }

    private Presentation presentation() {
        String frame = framing.trim().toLowerCase(Locale.ROOT);
        return new Presentation(
                input_size,
                frame.equals(Choices.MODEL) ? Optional.empty() : Optional.of(frame),
                Choices.scaling(scaling),
                flips,
                augmentation_strength);
    }

    private Effort effort() {
        return new Effort(
                steps,
                first_stage_steps,
                learning_rate,
                batch_size,
                validate_every,
                patience,
                seed,
                Choices.parse(Precision.class, "precision", precision));
    }

    private static Optional<Path> path(File file) {
        return file == null || file.getPath().isBlank()
                ? Optional.empty()
                : Optional.of(file.toPath());
    }
}
