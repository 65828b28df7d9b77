package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelDescriptionBuilder;
import sc.fiji.diffseg.model.ModelException;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.model.Parent;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.weights.ElementType;

/** Writes a trained model as a model folder. */
final class ModelExport {

    private static final String WEIGHTS = "weights.safetensors";
    private static final String OTHER_WEIGHTS = "weights-2.safetensors";

    private ModelExport() {}

    /**
     * Writes the weights, in half precision, beside those that are there, and then the description
     * that vouches for them: until it is replaced, in one move, the model that was there stands.
     *
     * @param parent the model it was trained from
     * @param training what the model card tells of the training
     */
    static void write(
            Path folder,
            Recipe recipe,
            TrainingPlan plan,
            Optional<Parent> parent,
            JsonObject training)
            throws IOException {
        Files.createDirectories(folder);
        Map<String, NDArray> arrays = plan.parameters().byName();
        Path file = folder.resolve(ModelDescription.FILE_NAME);
        List<String> before = weights(file);
        String weights = before.contains(WEIGHTS) ? OTHER_WEIGHTS : WEIGHTS;
        Checkpoint.writeArrays(folder.resolve(weights), arrays, ElementType.F16, Map.of());
        ModelDescriptionBuilder description =
                ModelDescription.builder(recipe.name(), recipe.family());
        parent.ifPresent(description::parent);
        description
                .description(recipe.description())
                .license(recipe.license())
                .authors(recipe.authors())
                .cite(recipe.cite())
                .input(ModelInput.rgb(recipe.inputSize(), recipe.inputSize()))
                .preprocessing(recipe.preprocessing())
                .network(plan.network())
                .sampling(recipe.sampling())
                .training(training)
                .weights(List.of(FileEntry.of(folder, weights, Progress.NONE)))
                .build()
                .write(file);
        Files.deleteIfExists(folder.resolve(weights.equals(WEIGHTS) ? OTHER_WEIGHTS : WEIGHTS));
    }

    /** The weights that a description vouches for, if it is one. */
    private static List<String> weights(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return ModelDescription.read(file).weights().stream().map(FileEntry::source).toList();
        } catch (ModelException e) {
            return List.of();
        }
    }
}
