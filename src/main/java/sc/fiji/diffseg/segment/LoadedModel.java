package sc.fiji.diffseg.segment;

import ai.djl.engine.EngineException;
import java.io.IOException;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelException;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.network.ModelFamilies;
import sc.fiji.diffseg.network.ModelFamily;
import sc.fiji.diffseg.network.SegmentationModel;

/**
 * A model on a device, with the folder it came from.
 *
 * @param folder has been verified
 * @param model closed with this
 */
public record LoadedModel(ModelFolder folder, SegmentationModel model) implements AutoCloseable {

    /**
     * Verifies a model's files and loads it.
     *
     * @throws NotEnoughMemoryException if its weights do not fit into memory
     * @throws IOException in one sentence, if a file is missing or damaged or does not fit
     * @throws IllegalArgumentException in one sentence, if no installed method reads the model
     */
    public static LoadedModel open(ModelFolder folder, TorchEngine engine, Progress progress)
            throws IOException {
        return open(folder, engine, FreeMemory.SYSTEM, progress);
    }

    static LoadedModel open(
            ModelFolder folder, TorchEngine engine, FreeMemory memory, Progress progress)
            throws IOException {
        ModelFamily family = ModelFamilies.named(folder.description().family());
        folder.verify(progress);
        MemoryEstimate.requireForWeights(folder, engine, memory);
        LoadedModel loaded = new LoadedModel(folder, load(family, folder, engine));
        ModelInput input = folder.description().input();
        int divisor = loaded.model().divisor();
        if (input.width() % divisor != 0 || input.height() % divisor != 0) {
            loaded.close();
            throw new ModelException(
                    ("The model '%s' says that it sees images of %d x %d pixels, but its networks"
                                    + " need multiples of %d: correct the shape of its input in %s.")
                            .formatted(
                                    folder.description().name(),
                                    input.width(),
                                    input.height(),
                                    divisor,
                                    folder.path(ModelDescription.FILE_NAME)));
        }
        return loaded;
    }

    private static SegmentationModel load(
            ModelFamily family, ModelFolder folder, TorchEngine engine) throws IOException {
        try {
            return family.open(folder, engine);
        } catch (EngineException e) {
            if (!TorchEngine.isOutOfMemory(e)) {
                throw e;
            }
            engine.releaseMemory();
            throw new NotEnoughMemoryException(
                    ("The memory of the device '%s' does not suffice for the weights of the model"
                                    + " '%s': close other programs, or choose a smaller model or"
                                    + " another device.")
                            .formatted(engine.deviceName(), folder.description().name()));
        }
    }

    /** What the model says of itself. */
    public ModelDescription description() {
        return folder.description();
    }

    /** The scaling of pixel values that the model was trained with. */
    public Scaling scaling() {
        return Scaling.of(description().preprocessing());
    }

    /** The framing that the model was trained with, for planes of a size. */
    public Framing framing(int width, int height) {
        return Framing.of(
                description().preprocessing(),
                width,
                height,
                description().input().width(),
                description().input().height());
    }

    @Override
    public void close() {
        model.close();
    }
}
