package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.TensorSource;

/** The networks of the reference numbers, and how to compare with them. */
final class GoldenNetworks {

    static final Gson GSON =
            new GsonBuilder()
                    .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                    .create();

    static final AutoencoderSize AUTOENCODER = new AutoencoderSize(32, List.of(1, 1, 2, 2), 1, 4);
    static final UNetSize UNET = new UNetSize(8, 4, 32, List.of(1, 2, 2), 1, List.of(1, 2), 4, 0);

    private GoldenNetworks() {}

    static TorchEngine engine() {
        return TorchEngine.start("cpu");
    }

    static ScriptOps operators() {
        return engine().operators(Precision.FLOAT32);
    }

    static void load(Layer network, NDManager manager, String prefix, String... files)
            throws IOException {
        List<SafetensorsFile> opened = new ArrayList<>();
        for (String file : files) {
            opened.add(Golden.open(file));
        }
        StateDict.of(network).load(TensorSource.of(prefix, opened), manager);
        for (SafetensorsFile file : opened) {
            file.close();
        }
    }

    static void loadAutoencoder(Layer network, NDManager manager) throws IOException {
        String file = "leaf_vae.weights-";
        load(network, manager, "w.", file + "1.safetensors", file + "2.safetensors");
    }

    static void loadUNet(Layer network, NDManager manager) throws IOException {
        String file = "leaf_unet.weights-";
        load(network, manager, "w.", file + "1.safetensors", file + "2.safetensors");
    }

    /** Weights by formula, as the reference numbers' documentation gives it. */
    static void loadByFormula(Layer network, NDManager manager) throws IOException {
        StateDict parameters = StateDict.of(network);
        int k = 0;
        for (String name : new TreeSet<>(parameters.names())) {
            long[] shape = parameters.shape(name);
            int index = k++;
            double inputs = 1;
            for (int d = 1; d < shape.length; d++) {
                inputs *= shape[d];
            }
            double scale = Math.sqrt(3 / inputs);
            parameters.set(
                    name,
                    manager,
                    buffer -> {
                        for (int i = 0; buffer.hasRemaining(); i++) {
                            double s =
                                    Math.sin(12.9898 * (i + 1) + 78.233 * (index + 1)) * 43758.5453;
                            double v = 2 * (s - Math.floor(s)) - 1;
                            double value =
                                    shape.length > 1
                                            ? v * scale
                                            : name.endsWith(".weight") ? 1 + 0.2 * v : 0.1 * v;
                            buffer.put((float) value);
                        }
                    });
        }
    }

    static NDArray tensor(NDManager manager, SafetensorsFile file, String name) throws IOException {
        java.nio.FloatBuffer values = file.readFloats(name);
        return Tensors.filled(manager, buffer -> buffer.put(values), file.info(name).shape());
    }

    static int[] timesteps(SafetensorsFile file, String name) throws IOException {
        return java.util.Arrays.stream(file.readLongs(name)).mapToInt(Math::toIntExact).toArray();
    }

    static void assertClose(SafetensorsFile file, String name, NDArray actual, double tolerance)
            throws IOException {
        assertClose(name, file.readDoubles(name), Tensors.toFloats(actual), tolerance);
    }

    static void assertClose(String what, double[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) {
            int index = i;
            assertEquals(expected[i], actual[i], tolerance, () -> what + " at " + index);
        }
    }

    /**
     * Compares a mask with a probability's, save where the probability is next to the threshold.
     */
    static void assertMask(SafetensorsFile file, String name, float[] probability)
            throws IOException {
        byte[] mask = file.readBytes(name);
        assertEquals(mask.length, probability.length, name);
        int compared = 0;
        for (int i = 0; i < mask.length; i++) {
            if (Math.abs(probability[i] - 0.5) > 1e-3) {
                assertEquals(mask[i] == 1, probability[i] > 0.5, name + " at " + i);
                compared++;
            }
        }
        assertTrue(compared > mask.length - 40, name + " has too many pixels next to 0.5");
    }

    /** LEAF's settings with the small networks. */
    static LeafSettings settings(
            ConditioningHead head,
            ConcatOrder order,
            double latentScale,
            boolean clamp,
            String predictionType,
            String schedule) {
        LeafSettings published = LeafSettings.PUBLISHED;
        return new LeafSettings(
                AUTOENCODER,
                UNET,
                head,
                order,
                latentScale,
                clamp,
                predictionType,
                schedule,
                published.betaStart(),
                published.betaEnd(),
                published.timesteps(),
                published.steps());
    }

    /** What the reference file's metadata says of the shape of every parameter. */
    static Map<String, long[]> weightShapes(SafetensorsFile file) {
        return GSON.fromJson(
                file.metadata().get("weight_shapes"),
                new TypeToken<Map<String, long[]>>() {}.getType());
    }

    /** Mean, population standard deviation and greatest absolute value. */
    static double[] statistics(float[] values, int from, int to) {
        double sum = 0;
        double squares = 0;
        double most = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
            squares += (double) values[i] * values[i];
            most = Math.max(most, Math.abs(values[i]));
        }
        double mean = sum / (to - from);
        return new double[] {mean, Math.sqrt(squares / (to - from) - mean * mean), most};
    }

    /** Compares the statistics of all blocks with {@code out.block_stats}. */
    static void assertBlockStatistics(
            SafetensorsFile file, Map<String, float[]> blocks, int blockCount) throws IOException {
        List<String> rows =
                GSON.fromJson(
                        file.metadata().get("block_stats_rows"),
                        new TypeToken<List<String>>() {}.getType());
        assertEquals(blockCount, rows.size());
        double[] expected = file.readDoubles("out.block_stats");
        for (int row = 0; row < rows.size(); row++) {
            float[] values = blocks.get(rows.get(row));
            assertNotNull(values, rows.get(row) + " is not shown to observers");
            double[] actual = statistics(values, 0, values.length);
            for (int column = 0; column < 3; column++) {
                assertEquals(expected[3 * row + column], actual[column], 1e-4, rows.get(row));
            }
        }
    }
}
