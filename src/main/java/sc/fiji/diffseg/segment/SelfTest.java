package sc.fiji.diffseg.segment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.SafetensorsWriter;
import sc.fiji.diffseg.weights.TensorSpec;

/**
 * An image and what a model made of it where it was trained: shows that it computes the same here.
 *
 * <p>In float32, seed 0, one sample, the model's own number of steps.
 */
public final class SelfTest {

    /** Largest difference of a probability that still counts as the same. */
    public static final double TOLERANCE = 1e-3;

    private static final String FILE = "self-test.safetensors";
    private static final String IMAGE = "image";
    private static final String PROBABILITY = "probability";
    private static final SamplingSettings SETTINGS =
            SamplingSettings.DEFAULT.withPrecision(Precision.FLOAT32);

    private SelfTest() {}

    /**
     * Writes a self-test into a model's folder.
     *
     * @return the description that names it; the caller writes it
     */
    public static ModelDescription write(LoadedModel loaded) throws IOException {
        ModelInput input = loaded.description().input();
        float[] image = pattern(input.width(), input.height());
        float[] probability = predict(loaded, FloatBuffer.wrap(image));
        Path folder = loaded.folder().folder();
        long[] imageShape = {1, 3, input.height(), input.width()};
        long[] probabilityShape = {1, 1, input.height(), input.width()};
        List<TensorSpec> specs =
                List.of(
                        new TensorSpec(IMAGE, ElementType.F32, imageShape),
                        new TensorSpec(PROBABILITY, ElementType.F32, probabilityShape));
        try (SafetensorsWriter writer =
                SafetensorsWriter.create(folder.resolve(FILE), specs, Map.of())) {
            writer.write(IMAGE, image);
            writer.write(PROBABILITY, probability);
        }
        List<FileEntry> entry = List.of(FileEntry.of(folder, FILE, Progress.NONE));
        return loaded.description().toBuilder().testInputs(entry).testOutputs(entry).build();
    }

    /**
     * Runs a model's self-test.
     *
     * @return the largest difference of a probability from what it should be; at most {@link
     *     #TOLERANCE} if all is well
     * @throws IOException in one sentence, if the model has no self-test or it cannot be read
     */
    public static double difference(LoadedModel loaded) throws IOException {
        if (loaded.description().testInputs().isEmpty()) {
            throw new IOException(
                    "The model " + loaded.description().name() + " comes without a self-test.");
        }
        String name = loaded.description().testInputs().get(0).source();
        try (SafetensorsFile file = SafetensorsFile.open(loaded.folder().path(name))) {
            float[] actual = predict(loaded, file.readFloats(IMAGE));
            FloatBuffer expected = file.readFloats(PROBABILITY);
            double most = 0;
            for (float value : actual) {
                most = Math.max(most, Math.abs(value - expected.get()));
            }
            return most;
        }
    }

    private static float[] predict(LoadedModel loaded, FloatBuffer image) {
        ModelInput input = loaded.description().input();
        try (NDManager manager = loaded.model().engine().newManager()) {
            NDArray images =
                    Tensors.filled(
                            manager,
                            buffer -> buffer.put(image),
                            1,
                            3,
                            input.height(),
                            input.width());
            return Tensors.toFloats(
                    loaded.model()
                            .predict(images, List.of(new NoiseKey(0, 0)), SETTINGS, Progress.NONE)
                            .probability());
        }
    }

    /** Bright and dark spots of several sizes, of no image in particular. */
    private static float[] pattern(int width, int height) {
        float[] values = new float[3 * width * height];
        for (int i = 0; i < values.length; i++) {
            int colour = i / (width * height);
            double x = i % width;
            double y = i / width % height;
            double spots = Math.sin(x / (5 + colour)) * Math.sin(y / 7);
            double shade = Math.sin((x + y) / 40);
            values[i] = (float) (0.45 + 0.3 * spots + 0.2 * shade);
        }
        return values;
    }
}
