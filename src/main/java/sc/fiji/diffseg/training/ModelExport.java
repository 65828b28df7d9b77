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
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.model.Parent;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.weights.ElementType;

/** Writes a trained model as a model folder. */
final class ModelExport {

    private static final String WEIGHTS = "weights.safetensors";

    private ModelExport() {}

    /**
     * Writes the weights, in half precision, and then the description that vouches for them.
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
        Checkpoint.writeArrays(folder.resolve(WEIGHTS), arrays, ElementType.F16, Map.of());
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
                .weights(List.of(FileEntry.of(folder, WEIGHTS, Progress.NONE)))
                .build()
                .write(folder.resolve(ModelDescription.FILE_NAME));
    }
}
