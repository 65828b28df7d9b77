package sc.fiji.diffseg.unisegdiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.diffusion.Mixture;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.training.Discs;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** The loss of Eq. 1 and the noisy masks it is computed from, against numbers from the formulas. */
class LossesTest {

    private NDManager manager;
    private SafetensorsFile golden;

    @BeforeEach
    void open() throws IOException {
        manager = TorchEngine.start("cpu").newManager();
        golden = Golden.open("unisegdiff_sampling.safetensors");
    }

    @AfterEach
    void close() throws IOException {
        golden.close();
        manager.close();
    }

    @Test
    void everyTermEqualsTheFormulaAlsoOfEmptyMasksAndHugeLogits() throws IOException {
        MaskLosses losses = MaskLosses.of(tensor("in.loss.mask_logits"), tensor("in.loss.y"));
        double[] dice = golden.readDoubles("out.loss.dice_per_sample");
        float[] actual = Tensors.toFloats(losses.dice());
        assertEquals(dice[0], actual[0], 1e-6);
        assertEquals(dice[1], actual[1], 1e-6);
        assertEquals(value("out.loss.dice"), losses.dice().mean().getFloat(), 1e-6);
        assertEquals(value("out.loss.bce"), losses.crossEntropy().mean().getFloat(), 1e-6);
        NDArray noise = MaskLosses.noise(tensor("in.loss.eps_hat"), tensor("in.loss.noise"));
        assertEquals(value("out.loss.mse_noise"), noise.mean().getFloat(), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"100", "450", "800"})
    void theTotalWeighsNoiseAndMaskByTheStage(int timestep) throws IOException {
        TimestepDraw draw = TimestepDraw.at(UniSegDiffSettings.PAPER, timestep, timestep);
        double total =
                draw.noiseWeights()[0] * value("out.loss.mse_noise")
                        + draw.maskWeights()[0] * (value("out.loss.dice") + value("out.loss.bce"));
        assertEquals(value("out.loss.t" + timestep + ".total"), total, 1e-9);
    }

    @ParameterizedTest
    @CsvSource({
        "100, noise_level, pinned, 0",
        "100, embedding, sampled, 0",
        "450, noise_level, pinned, 450",
        "450, embedding, sampled, 450",
        "800, noise_level, pinned, 999",
        "800, embedding, sampled, 999"
    })
    void bothReadingsOfPinningNoiseTheMasksAsTheySay(
            int timestep, String pinning, String level, int told) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("high_pinning", pinning);
        json.addProperty("low_pinning", pinning);
        UniSegDiffSettings settings = UniSegDiffSettings.of(json);
        TimestepDraw draw = TimestepDraw.at(settings, timestep, timestep);
        NDArray noisy =
                NoisyMasks.of(
                                draw,
                                tensor("in.loss.y"),
                                tensor("in.loss.mask_logits"),
                                tensor("in.loss.noise"),
                                settings.noise())
                        .masks();
        double[] expected =
                golden.readDoubles("out.loss.t" + timestep + ".x_t." + level + "_noise_level");
        float[] actual = Tensors.toFloats(noisy);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 2e-6, "value " + i);
        }
        assertArrayEquals(new int[] {told, told}, draw.told());
    }

    @Test
    void masksMadeFromAnEstimateAreThoseOfSamplingAndTheirNoiseLeadsBackToTheTruth()
            throws IOException {
        UniSegDiffSettings settings = UniSegDiffSettings.PAPER;
        NDArray truth = tensor("in.loss.y");
        NDArray noise = tensor("in.loss.noise");
        NDArray logits = manager.zeros(truth.getShape());
        Set<Integer> levels = new TreeSet<>();
        Discs discs = new Discs(1, true, Long.MAX_VALUE);
        for (int i = 0; i < 40; i++) {
            TimestepDraw draw = TimestepDraw.of(settings, 1, discs.next());
            NoisyMasks noisy = NoisyMasks.of(draw, truth, logits, noise, settings.noise());
            for (int row = 0; row < 2; row++) {
                int level = draw.levels()[row];
                levels.add(level);
                assertEquals(level < 600, draw.estimated()[row]);
                Mixture mixture = settings.noise().noisy(level);
                NDArray mask = noisy.masks().get(row);
                NDArray back = Tensors.sum(mask, 1, noisy.noise().get(row), -mixture.ofNoise());
                NDArray expected = Tensors.times(truth.get(row), 2).sub(1);
                assertClose(Tensors.times(expected, mixture.ofClean()), back);
                if (level < 600) {
                    // The estimate is 0 everywhere, so that only noise is left.
                    assertClose(Tensors.times(noise.get(row), mixture.ofNoise()), mask);
                }
            }
        }
        assertTrue(levels.contains(299) && levels.contains(999), "levels: " + levels);
        assertEquals(299, levels.iterator().next(), "sampling meets none below");
    }

    private static void assertClose(NDArray expected, NDArray actual) {
        assertArrayEquals(Tensors.toFloats(expected), Tensors.toFloats(actual), 1e-5f);
    }

    private double value(String name) throws IOException {
        return golden.readDoubles(name)[0];
    }

    private NDArray tensor(String name) throws IOException {
        double[] values = golden.readDoubles(name);
        return Tensors.filled(
                manager,
                buffer -> {
                    for (double value : values) {
                        buffer.put((float) value);
                    }
                },
                2,
                1,
                8,
                8);
    }
}
