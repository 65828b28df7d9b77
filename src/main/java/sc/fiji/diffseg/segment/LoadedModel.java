package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.util.Locale;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.Preprocessing;
import sc.fiji.diffseg.network.ModelFamilies;
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
     * @throws IOException in one sentence, if a file is missing or damaged or does not fit
     * @throws IllegalArgumentException in one sentence, if no installed method reads the model
     */
    public static LoadedModel open(ModelFolder folder, TorchEngine engine, Progress progress)
            throws IOException {
        folder.verify(progress);
        SegmentationModel model =
                ModelFamilies.named(folder.description().family()).open(folder, engine);
        return new LoadedModel(folder, model);
    }

    /** What the model says of itself. */
    public ModelDescription description() {
        return folder.description();
    }

    /** The scaling of pixel values that the model was trained with. */
    public Scaling scaling() {
        Preprocessing preprocessing = description().preprocessing();
        Scaling.Mode mode = Scaling.Mode.valueOf(preprocessing.scaling().toUpperCase(Locale.ROOT));
        return new Scaling(
                mode, preprocessing.lowPercentile(), preprocessing.highPercentile(), false);
    }

    /** The framing that the model was trained with, for planes of a size. */
    public Framing framing(int width, int height) {
        return framing(description(), width, height);
    }

    /** The framing that a description asks for, for planes of a size. */
    public static Framing framing(ModelDescription description, int width, int height) {
        Preprocessing preprocessing = description.preprocessing();
        int inputWidth = description.input().width();
        int inputHeight = description.input().height();
        boolean whole = preprocessing.framing().equals(Preprocessing.WHOLE);
        int overlap = (int) (preprocessing.tileOverlap() * Math.min(inputWidth, inputHeight));
        return Framing.of(
                whole ? Framing.Mode.WHOLE : Framing.Mode.TILES,
                width,
                height,
                inputWidth,
                inputHeight,
                overlap);
    }

    @Override
    public void close() {
        model.close();
    }
}
