package sc.fiji.diffseg.command;

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
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.training.FineTuning;
import sc.fiji.diffseg.training.FineTuningData;
import sc.fiji.diffseg.training.FineTuningJob;
import sc.fiji.diffseg.training.Split;
import sc.fiji.diffseg.training.StackCopy;
import sc.fiji.diffseg.training.StartingPoint;

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
public final class FineTuneModel extends TrainingCommand {

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

    @Parameter(
            label = "or an open image",
            description = TrainingTips.IMAGE_STACK,
            choices = {Choices.NONE},
            persist = false)
    private String image_stack = Choices.NONE;

    @Parameter(
            label = "and its masks or labels",
            description = TrainingTips.MASK_STACK,
            choices = {Choices.NONE},
            persist = false)
    private String mask_stack = Choices.NONE;

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

    @Parameter(type = ItemIO.OUTPUT)
    private String model;

    @Parameter(type = ItemIO.OUTPUT)
    private String model_folder;

    @Parameter(type = ItemIO.OUTPUT)
    private double dice;

    private void offerBases() {
        List<String> offered = StartingPoint.offered(ModelStore.standard());
        getInfo().getMutableInput("base_model", String.class).setChoices(offered);
        if (!isInputResolved("base_model")) {
            base_model = offered.contains(PREFERRED) ? PREFERRED : offered.get(0);
        }
        for (String open : List.of("image_stack", "mask_stack")) {
            getInfo().getMutableInput(open, String.class).setChoices(OpenImages.offered());
        }
        arrange();
        dialog().fillIn();
    }

    /** What is learned, from what, and how long comes first; what few ever change comes last. */
    private void arrange() {
        dialog().putFirst(
                        "image_folder",
                        "mask_folder",
                        "image_stack",
                        "mask_stack",
                        "base_model",
                        "base_folder",
                        "output_name",
                        "output_folder",
                        "steps",
                        "first_stage_steps",
                        "learning_rate",
                        "batch_size",
                        "input_size");
        dialog().putLast(
                        "validate_every",
                        "patience",
                        "method_settings",
                        "seed",
                        "precision",
                        "device",
                        "restore");
    }

    /** Called by the button of the dialog. */
    private void restoreDefaults() {
        FineTuneModel fresh = new FineTuneModel();
        takeSettings(fresh);
        validation_fraction = fresh.validation_fraction;
        split = fresh.split;
        group_by = fresh.group_by;
    }

    @Override
    void job(Progress progress) throws IOException {
        ModelStore store = ModelStore.standard();
        TrainingImages images =
                TrainingImages.of(path(image_folder), path(mask_folder), image_stack, mask_stack);
        String base = path(base_folder).map(Path::toString).orElse(base_model);
        StartingPoint start = StartingPoint.of(store, base, progress);
        model = output_name.isBlank() ? images.name() + " " + start.title() : output_name.trim();
        Path folder = store.newFolder(path(output_folder), model);
        try (StackCopy copy = images.copyTo(folder, progress.part(0, 0)).orElse(null)) {
            FineTuningData data = data(images, Optional.ofNullable(copy));
            FineTuning tuning =
                    new FineTuning(model, data, start, presentation(), effort(), methodSettings());
            dice = train(new FineTuningJob(tuning, folder), "Fine-tune: " + model, progress);
        }
        model_folder = folder.toString();
        List.of("model", "model_folder", "dice").forEach(this::resolveOutput);
    }

    private FineTuningData data(TrainingImages images, Optional<StackCopy> copy) {
        Path folder = images.images().or(() -> copy.map(StackCopy::images)).orElseThrow();
        return new FineTuningData(
                folder,
                images.masks().or(() -> copy.map(StackCopy::masks)).orElse(folder),
                path(validation_image_folder),
                path(validation_mask_folder),
                validation_fraction,
                Choices.parse(Split.Mode.class, "way of choosing", split),
                group_by,
                copy);
    }

    private static Optional<Path> path(File file) {
        return file == null || file.getPath().isBlank()
                ? Optional.empty()
                : Optional.of(file.toPath());
    }
}
