package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.leaf.GoldenNetworks.assertClose;
import static sc.fiji.diffseg.leaf.GoldenNetworks.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.SafetensorsFile;

class ImageEncoderTest {

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
        ImageEncoder encoder =
                new ImageEncoder(AutoencoderSize.PUBLISHED, ConditioningHead.QUANT_MEAN, 0.2);
        assertEquals(34_163_664, StateDict.of(encoder).count());
    }

    @Test
    void equalsThePublishedCode() throws IOException {
        ImageEncoder encoder = loaded(0);
        try (SafetensorsFile golden = Golden.open("latent_encoder.safetensors")) {
            Map<String, float[]> blocks = new HashMap<>();
            Pass pass =
                    Pass.inference(GoldenNetworks.operators())
                            .observedBy((name, x) -> blocks.put(name, Tensors.toFloats(x)));
            NDArray condition = encoder.apply(pass, tensor(manager, golden, "in.image"));
            assertClose(golden, "out.mean", condition, 1e-4);
            int compared = 0;
            for (String name : golden.names()) {
                if (name.startsWith("out.encoder.")) {
                    float[] block = blocks.get(name.substring("out.".length()));
                    assertClose(name, golden.readDoubles(name), block, 1e-4);
                    compared++;
                }
            }
            assertEquals(4, compared);
        }
    }

    @Test
    void anAutoencodersWeightsFitSoThatTrainingCanBeginWithThem() {
        StateDict autoencoder = StateDict.of(new Autoencoder(GoldenNetworks.AUTOENCODER));
        StateDict encoder =
                StateDict.of(
                        new ImageEncoder(
                                GoldenNetworks.AUTOENCODER, ConditioningHead.QUANT_MEAN, 0));
        for (String name : encoder.names()) {
            assertTrue(autoencoder.names().contains(name), name);
            assertArrayEquals(autoencoder.shape(name), encoder.shape(name), name);
        }
    }

    @Test
    void dropoutActsInTrainingOnlyAndRepeatsWithItsSeed() throws IOException {
        ImageEncoder encoder = loaded(0.3);
        try (SafetensorsFile golden = Golden.open("latent_encoder.safetensors")) {
            NDArray image = tensor(manager, golden, "in.image");
            Pass training = Pass.training(GoldenNetworks.operators());
            double[] whole = golden.readDoubles("out.mean");
            assertClose(
                    "without dropout",
                    whole,
                    Tensors.toFloats(encoder.apply(training.withoutDropout(), image)),
                    1e-4);
            float[] once = dropped(encoder, training, image, 7);
            float[] again = dropped(encoder, training, image, 7);
            float[] other = dropped(encoder, training, image, 8);
            assertArrayEquals(once, again);
            assertFalse(Arrays.equals(once, other));
            double difference = 0;
            for (int i = 0; i < whole.length; i++) {
                difference = Math.max(difference, Math.abs(whole[i] - once[i]));
            }
            assertTrue(difference > 0.01, "largest difference " + difference);
        }
    }

    private static float[] dropped(ImageEncoder encoder, Pass pass, NDArray image, long seed) {
        GoldenNetworks.engine().seed(seed);
        return Tensors.toFloats(encoder.apply(pass, image));
    }

    private ImageEncoder loaded(double dropout) throws IOException {
        ImageEncoder encoder =
                new ImageEncoder(GoldenNetworks.AUTOENCODER, ConditioningHead.QUANT_MEAN, dropout);
        GoldenNetworks.load(encoder, manager, "w.", "latent_encoder.safetensors");
        return encoder;
    }
}
