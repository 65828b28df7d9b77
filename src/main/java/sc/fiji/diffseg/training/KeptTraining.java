package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelException;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.Parent;
import sc.fiji.diffseg.weights.AtomicFile;
import sc.fiji.diffseg.weights.SafetensorsFile;

/**
 * The training that a work folder and a model folder belong to: no other one goes on with its
 * checkpoint or writes over its model.
 */
final class KeptTraining {

    /** Name of the file in the work folder that says what the training is. */
    static final String RECIPE = "recipe.json";

    /** Name of the file in the work folder that an interrupted training goes on from. */
    static final String CHECKPOINT = "checkpoint.safetensors";

    private final Recipe recipe;
    private final Optional<ModelFolder> base;
    private final Origin origin;
    private final Path output;
    private final Path work;

    /** Reads and writes nothing yet. */
    KeptTraining(Recipe recipe, Optional<ModelFolder> base, Path output, Path work) {
        this.recipe = recipe;
        this.base = base;
        this.output = output;
        this.work = work;
        origin =
                Origin.of(
                        recipe,
                        base.map(ModelFolder::description)
                                .map(model -> new Parent(model.name(), model.sha256())));
    }

    /** What this training is made from. */
    Origin origin() {
        return origin;
    }

    /** Whether there is a checkpoint to go on from. */
    boolean hasCheckpoint() {
        return Files.exists(work.resolve(CHECKPOINT));
    }

    /**
     * Makes sure that this training may write to the two folders.
     *
     * @throws IOException in one sentence, if the checkpoint is another training's, or the model
     *     folder is that of the base or holds a model that this training did not make or has
     *     finished
     */
    void require() throws IOException {
        if (base.isPresent()
                && Files.exists(output)
                && Files.isSameFile(base.get().folder(), output)) {
            throw new IOException(
                    "The base of this training lies in %s, where the new model is to be written: choose another folder for that."
                            .formatted(output));
        }
        if (hasCheckpoint()) {
            requireSame();
        }
        Path model = output.resolve(ModelDescription.FILE_NAME);
        if (Files.exists(model) && !(isBegun() && made(model))) {
            throw new IOException(
                    "The folder %s holds a model that the training in %s does not go on with: choose another folder for the new one, or the work folder of the training that made it."
                            .formatted(output, work));
        }
    }

    /**
     * Makes sure that what was begun in the work folder is this training.
     *
     * @throws IOException in one sentence, if not
     */
    void requireSame() throws IOException {
        Optional<Origin> before = before();
        List<String> differences = before.map(origin::differences).orElse(List.of());
        if (!differences.isEmpty()) {
            throw new IOException(
                    "The folder %s holds another training, which differs in %s: choose another name or folder, or the settings in %s."
                            .formatted(work, String.join(", ", differences), work.resolve(RECIPE)));
        }
    }

    /** Whether the work folder shows that this training was begun in it. */
    private boolean isBegun() throws IOException {
        Optional<Origin> before = before();
        // A checkpoint of an earlier version does not say.
        return before.isEmpty() ? hasCheckpoint() : origin.differences(before.get()).isEmpty();
    }

    private Optional<Origin> before() throws IOException {
        if (hasCheckpoint()) {
            try (SafetensorsFile file = SafetensorsFile.open(work.resolve(CHECKPOINT))) {
                JsonObject state = Checkpoint.state(file).getAsJsonObject("observer");
                if (state.has(BestModel.ORIGIN)) {
                    return Optional.of(Origin.of(state.getAsJsonObject(BestModel.ORIGIN)));
                }
            } catch (JsonParseException | IllegalArgumentException e) {
                throw new IOException(
                        "The training in %s cannot be gone on with (%s): choose another work folder."
                                .formatted(work, e.getMessage()),
                        e);
            }
        }
        Path written = work.resolve(RECIPE);
        return Files.exists(written)
                ? Optional.of(Origin.of(Recipe.read(written), origin.parent()))
                : Optional.empty();
    }

    /** Whether this training made a model and has not finished it, unless it can score it again. */
    private boolean made(Path model) throws IOException {
        try {
            ModelDescription found = ModelDescription.read(model);
            JsonObject training = found.training();
            // Without a recipe an earlier version has not finished it.
            Recipe followed =
                    training.has("recipe") ? Recipe.of(training.getAsJsonObject("recipe")) : recipe;
            return training.has(BestModel.STEP)
                    && (hasCheckpoint() || !training.has(TrainingJob.SCORE))
                    && origin.differences(Origin.of(followed, found.parent())).isEmpty();
        } catch (ModelException | JsonParseException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Notes down in the work folder what this training is. */
    void write() throws IOException {
        AtomicFile.write(
                work.resolve(RECIPE),
                (Recipe.GSON.toJson(recipe) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
