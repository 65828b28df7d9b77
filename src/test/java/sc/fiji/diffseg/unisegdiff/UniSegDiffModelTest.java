package sc.fiji.diffseg.unisegdiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.Prediction;

/** A small model with random weights, whose masks differ by chance as a trained one's do. */
class UniSegDiffModelTest {

    private static final String SIZE =
            """
            {"size": {"widths": [32, 64], "folding": 2, "blocks": 1, "head_width": 32,
                      "attention_side": 2}}
            """;
    private static final int SIDE = 16;
    private static final SamplingSettings EXACT =
            SamplingSettings.DEFAULT.withPrecision(Precision.FLOAT32).withSeed(5);

    private final TorchEngine engine = TorchEngine.start("cpu");
    private final int[] counts = new int[4];
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = engine.newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({
        // evaluations, of these with the mask decoder, with the noise decoder
        "single, 1, 12, 11, 1",
        "single, 3, 36, 33, 3",
        "fast, 20, 40, 11, 30",
        "fast, 1, 12, 11, 1",
        "full, 20, 220, 110, 120",
        "full, 5, 66, 33, 36"
    })
    void everyModeEvaluatesAsOftenAsTheDesignSays(
            String mode, int samples, int evaluations, int masks, int noises) {
        UniSegDiffNetworks networks = networks(settings(SIZE));
        draw(networks, mode, samples, keys(1));
        assertEquals(evaluations, counts[0], "evaluations");
        int announced =
                SamplerMode.of(mode, samples, settings(SIZE))
                        .evaluations(samples, 0, settings(SIZE));
        assertEquals(evaluations, announced, "evaluations announced");
        assertEquals(masks, counts[1], "mask decoder");
        assertEquals(noises, counts[2], "noise decoder");
    }

    @Test
    void fastNeedsLessThanAQuarterOfFull() {
        UniSegDiffNetworks networks = networks(settings(SIZE));
        draw(networks, "fast", 20, keys(1));
        int fast = counts[0];
        draw(networks, "full", 20, keys(1));
        assertTrue(4 * fast <= counts[0] - fast, fast + " of " + (counts[0] - fast));
    }

    private List<NDArray> draw(
            UniSegDiffNetworks networks, String mode, int samples, List<NoiseKey> keys) {
        Pass pass = Pass.inference(engine.operators(Precision.FLOAT32));
        Conditions conditions = networks.features().conditions(pass, images(keys.size()));
        MaskDrawer drawer =
                new MaskDrawer(
                        settings(SIZE),
                        repeated ->
                                counting(new NetworkBranches(networks.denoiser(), pass, repeated)),
                        conditions,
                        keys,
                        5,
                        SIDE,
                        SIDE);
        SamplerMode chosen = SamplerMode.of(mode, samples, settings(SIZE));
        return drawer.draw(chosen, samples, 0, Progress.NONE);
    }

    private Branches counting(Branches branches) {
        return (noisy, timestep, mask, noise) -> {
            int rows = (int) noisy.getShape().get(0);
            counts[0] += rows;
            counts[1] += mask ? rows : 0;
            counts[2] += noise ? rows : 0;
            return branches.evaluate(noisy, timestep, mask, noise);
        };
    }

    @ParameterizedTest
    @CsvSource({"single, 3", "fast, 6", "full, 6"})
    void everyMaskIsTheSameWhateverElseIsDrawnWithIt(String mode, int samples) {
        try (UniSegDiffModel model = model(SIZE)) {
            SamplingSettings sampling = EXACT.withSamples(samples).withSampler(mode);
            List<NoiseKey> keys = keys(12);
            NDArray images = images(12);
            Prediction together = model.predict(images, keys, sampling, Progress.NONE);
            for (int n : new int[] {0, 7}) {
                NDArray one = images.get(n + ":" + (n + 1));
                Prediction alone =
                        model.predict(one, List.of(keys.get(n)), sampling, Progress.NONE);
                for (int sample = 0; sample < samples; sample++) {
                    float[] all = Tensors.toFloats(together.samples().get(sample));
                    int area = SIDE * SIDE;
                    assertArrayEquals(
                            Arrays.copyOfRange(all, n * area, (n + 1) * area),
                            Tensors.toFloats(alone.samples().get(sample)),
                            1e-4f,
                            "sample " + sample + " of image " + n);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"single", "fast", "full"})
    void masksDifferByChanceAndTheSeedRepeatsThem(String mode) {
        try (UniSegDiffModel model = model(SIZE)) {
            SamplingSettings sampling = EXACT.withSamples(4).withSampler(mode);
            List<float[]> first = samples(model, sampling);
            List<float[]> again = samples(model, sampling);
            List<float[]> other = samples(model, sampling.withSeed(6));
            for (int i = 0; i < 4; i++) {
                assertArrayEquals(first.get(i), again.get(i), "sample " + i);
                assertFalse(Arrays.equals(first.get(i), other.get(i)), "sample " + i);
                for (float value : first.get(i)) {
                    assertTrue(value >= 0 && value <= 1, "probability " + value);
                }
            }
            assertFalse(Arrays.equals(first.get(0), first.get(1)));
            assertFalse(Arrays.equals(first.get(0), first.get(3)));
        }
    }

    private List<float[]> samples(UniSegDiffModel model, SamplingSettings sampling) {
        Prediction prediction = model.predict(images(1), keys(1), sampling, Progress.NONE);
        return prediction.samples().stream().map(Tensors::toFloats).toList();
    }

    @Test
    void predictingLeavesNoTensorBehind() {
        try (NDManager scope = engine.newManager()) {
            NDArray images = random(scope, 2, 3, SIDE, SIDE);
            List<SamplingSettings> all =
                    Stream.of("single", "fast", "full", "unet")
                            .map(EXACT.withSamples(4)::withSampler)
                            .map(s -> s.sampler().equals("unet") ? s.withSamples(1) : s)
                            .toList();
            // What operators keep of their first run belongs to the process, not to a model.
            try (UniSegDiffModel other = model(SIZE)) {
                all.forEach(sampling -> predictAndClose(other, images, sampling));
            }
            try (UniSegDiffModel model = model(SIZE)) {
                for (SamplingSettings sampling : all) {
                    int before = engine.liveArrays();
                    predictAndClose(model, images, sampling);
                    assertEquals(before, engine.liveArrays(), sampling.sampler());
                }
            }
        }
    }

    private static void predictAndClose(
            UniSegDiffModel model, NDArray images, SamplingSettings sampling) {
        Prediction prediction = model.predict(images, keys(2), sampling, Progress.NONE);
        prediction.samples().forEach(NDArray::close);
        prediction.probability().close();
    }

    @ParameterizedTest
    @CsvSource({"uniform, mask", "uniform, noise", "one_step, mask", "one_step, noise"})
    void modelsTrainedOtherwiseAreSampledAsTheyWereTrained(String schedule, String target) {
        JsonObject json = JsonParser.parseString(SIZE).getAsJsonObject();
        json.addProperty("schedule", schedule);
        json.addProperty("target", target);
        json.addProperty("steps", 7);
        try (UniSegDiffModel model = model(json.toString())) {
            List<float[]> samples = samples(model, EXACT.withSamples(2));
            assertFalse(Arrays.equals(samples.get(0), samples.get(1)));
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> model.check(EXACT.withSampler("fast")))
                            .getMessage();
            assertEquals(
                    "This UniSegDiff model cannot be sampled by 'fast': choose "
                            + schedule
                            + ", unet, or leave it empty.",
                    message);
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedInOneSentence() {
        try (UniSegDiffModel model = model(SIZE)) {
            for (SamplingSettings wrong :
                    List.of(
                            EXACT.withSampler("unet").withSamples(2),
                            EXACT.withSteps(3),
                            EXACT.withSampler("ddpm"))) {
                String message =
                        assertThrows(IllegalArgumentException.class, () -> model.check(wrong))
                                .getMessage();
                assertTrue(message.endsWith("."), message);
            }
        }
        for (String wrong :
                List.of(
                        "{\"size\": {\"widths\": [48, 64]}}",
                        "{\"size\": {\"head_width\": 48}}",
                        "{\"target\": \"mask\"}",
                        "{\"schedule\": \"uniform\"}",
                        "{\"schedule\": \"sometimes\"}",
                        "{\"low_threshold\": 700}",
                        "{\"interval\": 0}")) {
            String message =
                    assertThrows(IllegalArgumentException.class, () -> settings(wrong))
                            .getMessage();
            assertTrue(message.endsWith("."), message);
        }
    }

    @Test
    void thePaperAsksForFiveLevelsAndTheStagesOfItsTable() {
        UniSegDiffSettings paper = settings("{}");
        assertEquals(5, paper.size().widths().size());
        assertEquals(600, paper.highThreshold());
        assertEquals(300, paper.lowThreshold());
        assertEquals(paper, UniSegDiffSettings.of(paper.toJson()));
    }

    private UniSegDiffModel model(String json) {
        UniSegDiffSettings settings = settings(json);
        return UniSegDiffModel.sharing(engine, networks(settings), settings);
    }

    private static UniSegDiffSettings settings(String json) {
        return UniSegDiffSettings.of(JsonParser.parseString(json).getAsJsonObject());
    }

    /** Networks whose layers are not zero, as those that a training begins with partly are. */
    private UniSegDiffNetworks networks(UniSegDiffSettings settings) {
        UniSegDiffNetworks networks = UniSegDiffNetworks.of(settings);
        networks.parameters(settings).initialize(manager, 3);
        Random random = new Random(4);
        networks.parameters(settings)
                .byName()
                .forEach(
                        (name, array) -> {
                            float[] values = Tensors.toFloats(array);
                            boolean zero = name.endsWith("weight") && values[0] == 0;
                            if (zero) {
                                for (int i = 0; i < values.length; i++) {
                                    values[i] = (float) random.nextGaussian() * 0.1f;
                                }
                                array.set(values);
                            }
                        });
        return networks;
    }

    private NDArray images(int count) {
        return random(manager, count, 3, SIDE, SIDE);
    }

    private static NDArray random(NDManager manager, long... shape) {
        Random random = new Random(1);
        return Tensors.filled(
                manager,
                buffer -> {
                    while (buffer.hasRemaining()) {
                        buffer.put(random.nextFloat());
                    }
                },
                shape);
    }

    private static List<NoiseKey> keys(int count) {
        return IntStream.range(0, count).mapToObj(tile -> new NoiseKey(0, tile)).toList();
    }
}
