package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.scijava.plugin.SciJavaPlugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.weights.TensorFile;

/**
 * A method: what makes models out of folders, and trains them.
 *
 * <p>This is the extension point. A new method is a new package with one class annotated
 * {@code @Plugin(type = ModelFamily.class)}; nothing else needs to know it.
 */
public interface ModelFamily extends SciJavaPlugin {

    /** The family's name in model descriptions. */
    String name();

    /** What users call the method. */
    String title();

    /**
     * Fills in what the user left to the model, and makes sure, before its weights are loaded, that
     * it can sample so; {@link SegmentationModel#check} says the same afterwards.
     *
     * @return settings with at least one sample
     * @throws IllegalArgumentException in one sentence, if it cannot
     */
    SamplingSettings resolve(ModelDescription description, SamplingSettings sampling);

    /**
     * Loads a model.
     *
     * @param folder has been verified
     * @throws IOException in one sentence, if the weights do not fit
     */
    SegmentationModel open(ModelFolder folder, TorchEngine engine) throws IOException;

    /**
     * Describes a folder in a layout that the method's authors publish, which has no description of
     * ours.
     *
     * @param progress is told how much of the weights has been hashed
     * @return empty if the folder is nothing of this family
     * @throws IOException in one sentence, if it is, but cannot be read
     */
    default Optional<ModelDescription> describe(Path folder, Progress progress) throws IOException {
        return Optional.empty();
    }

    /** What a user can choose when a model of this family is trained. */
    TrainingChoices trainingChoices();

    /**
     * The names of the stages that a plan has, in order.
     *
     * @param method as {@link #plan} takes it
     * @param base the model to start from, or empty to start from nothing
     */
    List<String> stages(JsonObject method, Optional<ModelDescription> base);

    /**
     * Recognises weights that others have published, in whatever layout.
     *
     * @param files what the user has chosen; they stay open as long as the result is used
     * @param choice what the user wants of them
     * @return what they are, sound or not; empty if they are nothing of this family
     * @throws IOException in one sentence, if a file cannot be read
     */
    default Optional<Recognition> recognise(List<TensorFile> files, ImportChoice choice)
            throws IOException {
        return Optional.empty();
    }

    /**
     * A model in the layout that the method's authors publish and their programs read.
     *
     * @param weights the model's files, which stay open as long as the layout is used
     * @throws IOException in one sentence, if there is no such layout for this model
     */
    default PublishedLayout publishedLayout(ModelDescription model, WeightsOfFolder weights)
            throws IOException {
        throw new IOException(
                "Models of %s, such as '%s', have no layout but their own folder: share that."
                        .formatted(title(), model.name()));
    }

    /**
     * Plans a training.
     *
     * @param manager owns the weights
     * @param network sizes of the networks; what is absent is as published, or as the base has it;
     *     sizes are ignored with a base
     * @param method the method's own settings; what is absent is as in the paper
     * @param base the model to start from, or empty to start from nothing
     * @param seed of the weights that start from nothing
     * @throws IllegalArgumentException in one sentence, if a setting makes no sense
     */
    TrainingPlan plan(
            TorchEngine engine,
            NDManager manager,
            JsonObject network,
            JsonObject method,
            Optional<ModelFolder> base,
            long seed)
            throws IOException;
}
