package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.unisegdiff.UniSegDiffFamily;

/** UniSegDiff in the one training loop, on bright discs. */
class UniSegDiffTrainingTest {

    private static final String NETWORK =
            """
            {"size": {"widths": [32, 64], "folding": 2, "blocks": 1, "head_width": 32,
                      "attention_side": 4, "dropout": 0.1, "noise_skip": true, "mask_skip": true}}
            """;
    private static final SamplingSettings EXACT =
            SamplingSettings.DEFAULT.withPrecision(Precision.FLOAT32);

    private final TorchEngine engine = TorchEngine.start("cpu");

    @TempDir private Path folder;

    @Test
    void theFeatureNetworkLearnsFirstAndIsThenFrozen() throws IOException {
        List<Map<String, float[]>> atSteps = new ArrayList<>();
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{}");
            Map<String, float[]> start = Parameters.of(plan.parameters());
            Witness witness = new Witness();
            witness.afterStep = step -> atSteps.add(Parameters.of(plan.parameters()));
            run(plan, witness, "stages", 3, 3, Progress.NONE);
            Map<String, float[]> first = atSteps.get(2);
            Map<String, float[]> last = atSteps.get(5);
            assertEquals(
                    List.of("cfenet"),
                    first.keySet().stream()
                            .map(name -> name.substring(0, name.indexOf('.')))
                            .distinct()
                            .toList(),
                    "until its stage begins there is no denoiser in the model");
            assertTrue(Parameters.differ(start, first, name -> name.startsWith("cfenet.")));
            assertFalse(
                    Parameters.differ(first, last, name -> true),
                    "frozen while the denoiser learns");
            // Behind projections that begin as nothing, some layers learn from the second step on.
            Map<String, float[]> before = atSteps.get(3);
            for (String name : last.keySet()) {
                if (name.startsWith("dnet.")) {
                    assertTrue(Parameters.differ(before, last, name::equals), name + " learns");
                }
            }
        }
    }

    @Test
    void bothLearnTogetherWithoutPretraining() throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{\"pretrained\": false}");
            assertEquals(List.of("denoiser"), plan.stages().stream().map(s -> s.name()).toList());
            Map<String, float[]> start = Parameters.of(plan.parameters());
            run(plan, new Witness(), "joint", 0, 4, Progress.NONE);
            Map<String, float[]> end = Parameters.of(plan.parameters());
            assertTrue(Parameters.differ(start, end, name -> name.startsWith("cfenet.encoder")));
            assertTrue(Parameters.differ(start, end, name -> name.startsWith("dnet.encoder")));
        }
    }

    @Test
    void interruptedTrainingEndsWithTheSameParametersBitForBit() throws IOException {
        Map<String, float[]> whole = train("whole", Progress.NONE);
        assertThrows(CancellationException.class, () -> train("parts", ImpatientUser.after(2)));
        assertThrows(CancellationException.class, () -> train("parts", ImpatientUser.after(3)));
        Parameters.assertSame(whole, train("parts", Progress.NONE));
    }

    @Test
    void learnsToSegmentDiscsWithAndWithoutTheDenoiser() throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{}");
            Witness witness = new Witness();
            run(plan, witness, "learns", 80, 120, Progress.NONE);
            assertTrue(
                    witness.mean("feature network", 70, 80)
                            < 0.3 * witness.mean("feature network", 0, 5));
            assertTrue(witness.mean("denoiser", 110, 120) < 0.5 * witness.mean("denoiser", 0, 5));
            for (String sampler : List.of("unet", "single", "fast")) {
                double dice = dice(plan, EXACT.withSampler(sampler));
                assertTrue(dice > 0.9, sampler + " reaches a Dice of " + dice);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "staged, both, dice cross_entropy noise",
        "uniform, mask, dice cross_entropy",
        "uniform, noise, noise",
        "one_step, mask, dice cross_entropy"
    })
    void everyScheduleLearnsWhatItsTargetSays(String schedule, String target, String parts)
            throws IOException {
        JsonObject network = JsonParser.parseString(NETWORK).getAsJsonObject();
        network.addProperty("schedule", schedule);
        network.addProperty("target", target);
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, network.toString(), "{}");
            Witness witness = new Witness();
            run(plan, witness, schedule + target, 0, 2, Progress.NONE);
            assertEquals(parts, String.join(" ", witness.lastParts.keySet()));
            assertEquals(network.get("schedule"), plan.network().get("schedule"));
        }
    }

    @Test
    void noTensorIsLeftBehindBySteps() throws IOException {
        List<Integer> alive = new ArrayList<>();
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{}");
            Witness witness = new Witness();
            witness.afterStep = step -> alive.add(engine.liveArrays());
            run(plan, witness, "memory", 0, 60, Progress.NONE);
        }
        assertEquals(1, alive.subList(1, 60).stream().distinct().count(), "arrays alive: " + alive);
    }

    @Test
    void settingsOfAnotherMethodAreRefused() {
        try (NDManager manager = engine.newManager()) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> plan(manager, NETWORK, "{\"dice_weight\": 1}"))
                            .getMessage();
            assertEquals(
                    "UniSegDiff has no setting 'dice_weight': it has pretrained, average_weights, estimated_share.",
                    message);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "staged, both, 1.5, must lie between 0 and 1",
        "staged, both, -0.1, must lie between 0 and 1",
        "uniform, mask, 0.5, 'is for staged training, so schedule must be staged'"
    })
    void anEstimatedShareThatMakesNoSenseIsRefused(
            String schedule, String target, double share, String fault) {
        JsonObject network = JsonParser.parseString(NETWORK).getAsJsonObject();
        network.addProperty("schedule", schedule);
        network.addProperty("target", target);
        try (NDManager manager = engine.newManager()) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            plan(
                                                    manager,
                                                    network.toString(),
                                                    "{\"estimated_share\": " + share + "}"))
                            .getMessage();
            assertEquals(
                    "UniSegDiff cannot be trained so: estimated_share " + fault + ".", message);
        }
    }

    private double dice(TrainingPlan plan, SamplingSettings sampling) {
        try (NDManager scope = engine.newManager();
                Trainer.Supply supply = new Discs(10_000, false, Long.MAX_VALUE)) {
            TrainingBatch batch = supply.next();
            NDArray images =
                    Tensors.of(
                            scope, batch.images(), batch.count(), 3, batch.height(), batch.width());
            List<NoiseKey> keys = List.of(new NoiseKey(0, 0), new NoiseKey(0, 1));
            NDArray probability =
                    plan.model().predict(images, keys, sampling, Progress.NONE).probability();
            float[] values = Tensors.toFloats(probability);
            double both = 0;
            double sizes = 0;
            for (int i = 0; i < values.length; i++) {
                boolean found = values[i] > 0.5;
                both += found && batch.masks()[i] > 0 ? 1 : 0;
                sizes += (found ? 1 : 0) + batch.masks()[i];
            }
            return 2 * both / sizes;
        }
    }

    private Map<String, float[]> train(String name, Progress user) throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{\"average_weights\": true}");
            run(plan, new Witness(), name, 3, 3, user);
            return Parameters.of(plan.parameters());
        }
    }

    private TrainingPlan plan(NDManager manager, String network, String method) throws IOException {
        return new UniSegDiffFamily()
                .plan(
                        engine,
                        manager,
                        JsonParser.parseString(network).getAsJsonObject(),
                        JsonParser.parseString(method).getAsJsonObject(),
                        Optional.empty(),
                        1);
    }

    private void run(
            TrainingPlan plan,
            TrainingObserver observer,
            String name,
            long first,
            long second,
            Progress progress)
            throws IOException {
        TrainingSettings settings =
                new TrainingSettings(
                        Map.of(
                                "feature network", new StageSettings(first, 3e-3, 2, "cosine"),
                                "denoiser", new StageSettings(second, 3e-3, 2, "cosine")),
                        AdamW.DEFAULT,
                        1,
                        0.9,
                        5,
                        Precision.FLOAT32,
                        1000,
                        2);
        new Trainer(
                        engine,
                        plan,
                        settings,
                        (stage, step) -> new Discs(step, false, Long.MAX_VALUE),
                        observer,
                        folder.resolve(name))
                .run(progress);
    }
}
