package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static sc.fiji.diffseg.leaf.GoldenNetworks.assertClose;
import static sc.fiji.diffseg.leaf.GoldenNetworks.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.SafetensorsFile;

class AutoencoderTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = GoldenNetworks.engine().newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void publishedSizeHasThePublishedParameters() {
        StateDict parameters = StateDict.of(new Autoencoder(AutoencoderSize.PUBLISHED));
        assertEquals(248, parameters.names().size());
        assertEquals(83_653_863, parameters.count());
        assertEquals(8, AutoencoderSize.PUBLISHED.factor());
    }

    @Test
    void everyBlockEqualsThePublishedCode() throws IOException {
        Autoencoder autoencoder = loaded();
        try (SafetensorsFile golden = Golden.open("leaf_vae.safetensors")) {
            Map<String, float[]> blocks = new HashMap<>();
            Pass pass = observed(blocks);
            NDArray image = tensor(manager, golden, "in.image");
            assertClose(golden, "out.moments", autoencoder.moments(pass, image), 1e-4);
            assertClose(golden, "out.mean", autoencoder.encode(pass, image), 1e-4);
            NDArray decoded = autoencoder.decode(pass, tensor(manager, golden, "in.z"));
            assertClose(golden, "out.decoded", decoded, 1e-4);
            int compared = 0;
            for (String name : golden.names()) {
                if (name.startsWith("out.encoder.")
                        || name.startsWith("out.decoder.")
                        || name.equals("out.post_quant_conv")) {
                    assertBlock(golden, name, blocks);
                    compared++;
                }
            }
            assertEquals(58, compared);
        }
    }

    /** Large blocks are in the file as two of their channels and every channel's statistics. */
    private static void assertBlock(
            SafetensorsFile golden, String name, Map<String, float[]> blocks) throws IOException {
        double[] expected = golden.readDoubles(name);
        String block =
                name.substring("out.".length())
                        .replaceFirst("\\.(first2ch|channel_mean|channel_std)$", "");
        float[] actual = blocks.get(block);
        assertNotNull(actual, block + " is not shown to observers");
        if (name.endsWith(".first2ch")) {
            actual = Arrays.copyOf(actual, expected.length);
        } else if (name.contains(".channel_")) {
            int column = name.endsWith("_mean") ? 0 : 1;
            int plane = actual.length / expected.length;
            float[] ofChannels = new float[expected.length];
            for (int c = 0; c < ofChannels.length; c++) {
                ofChannels[c] =
                        (float)
                                GoldenNetworks.statistics(actual, c * plane, (c + 1) * plane)[
                                        column];
            }
            actual = ofChannels;
        }
        assertClose(name, expected, actual, 1e-4);
    }

    @Test
    void groupNormOfFaintInputUsesTheRightEpsilon() throws IOException {
        Autoencoder autoencoder = loaded();
        try (SafetensorsFile golden = Golden.open("leaf_vae.safetensors")) {
            Pass pass = Pass.inference(GoldenNetworks.operators());
            NDArray mean = autoencoder.encode(pass, tensor(manager, golden, "in.image_small"));
            assertClose(golden, "out.mean_small", mean, 1e-4);
            NDArray decoded = autoencoder.decode(pass, tensor(manager, golden, "in.z_small"));
            assertClose(golden, "out.decoded_small", decoded, 1e-4);
        }
    }

    @Test
    void imagesOfABatchDoNotMix() throws IOException {
        Autoencoder autoencoder = loaded();
        try (SafetensorsFile golden = Golden.open("leaf_vae.safetensors")) {
            Pass pass = Pass.inference(GoldenNetworks.operators());
            NDArray image = tensor(manager, golden, "in.image");
            NDArray both = image.concat(tensor(manager, golden, "in.image_small"), 0);
            float[] latents = Tensors.toFloats(autoencoder.encode(pass, both));
            int half = latents.length / 2;
            assertClose(
                    "first latent",
                    golden.readDoubles("out.mean"),
                    Arrays.copyOf(latents, half),
                    1e-4);
            assertClose(
                    "second latent",
                    golden.readDoubles("out.mean_small"),
                    Arrays.copyOfRange(latents, half, 2 * half),
                    1e-4);
        }
    }

    @Test
    void publishedLayoutEqualsThePublishedCode() throws IOException {
        Autoencoder autoencoder =
                new Autoencoder(new AutoencoderSize(32, List.of(1, 2, 4, 4), 2, 4));
        GoldenNetworks.loadByFormula(autoencoder, manager);
        try (SafetensorsFile golden = Golden.open("leaf_vae_full_layout.safetensors")) {
            StateDict parameters = StateDict.of(autoencoder);
            Map<String, long[]> shapes = GoldenNetworks.weightShapes(golden);
            assertEquals(shapes.keySet(), new HashSet<>(parameters.names()));
            shapes.forEach((name, shape) -> assertArrayEquals(shape, parameters.shape(name), name));
            assertEquals(5_252_487, parameters.count());
            Map<String, float[]> blocks = new HashMap<>();
            Pass pass = observed(blocks);
            NDArray image = tensor(manager, golden, "in.image");
            assertClose(golden, "out.moments", autoencoder.moments(pass, image), 1e-4);
            assertClose(golden, "out.mean", autoencoder.encode(pass, image), 1e-4);
            NDArray decoded = autoencoder.decode(pass, tensor(manager, golden, "in.z"));
            assertClose(golden, "out.decoded", decoded, 1e-4);
            GoldenNetworks.assertBlockStatistics(golden, blocks, 35);
        }
    }

    private Autoencoder loaded() throws IOException {
        Autoencoder autoencoder = new Autoencoder(GoldenNetworks.AUTOENCODER);
        GoldenNetworks.loadAutoencoder(autoencoder, manager);
        return autoencoder;
    }

    private static Pass observed(Map<String, float[]> blocks) {
        return Pass.inference(GoldenNetworks.operators())
                .observedBy((name, x) -> blocks.put(name, Tensors.toFloats(x)));
    }
}
