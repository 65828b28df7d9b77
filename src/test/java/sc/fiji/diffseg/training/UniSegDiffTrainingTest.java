package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;
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
            Map<String, float[]> start = values(plan);
            Watcher watcher =
                    new Watcher() {
                        @Override
                        public void stepped(
                                TrainingStage stage,
                                long step,
                                double loss,
                                Map<String, Float> parts,
                                double gradientNorm) {
                            super.stepped(stage, step, loss, parts, gradientNorm);
                            atSteps.add(values(plan));
                        }
                    };
            run(plan, watcher, "stages", 3, 3, Progress.NONE);
            Map<String, float[]> first = atSteps.get(2);
            Map<String, float[]> last = atSteps.get(5);
            assertEquals(
                    List.of("cfenet"),
                    first.keySet().stream()
                            .map(name -> name.substring(0, name.indexOf('.')))
                            .distinct()
                            .toList(),
                    "until its stage begins there is no denoiser in the model");
            assertTrue(differ(start, first, name -> name.startsWith("cfenet.")));
            assertFalse(differ(first, last, name -> true), "frozen while the denoiser learns");
            // Behind projections that begin as nothing, some layers learn from the second step on.
            Map<String, float[]> before = atSteps.get(3);
            for (String name : last.keySet()) {
                if (name.startsWith("dnet.")) {
                    assertTrue(differ(before, last, name::equals), name + " learns");
                }
            }
        }
    }

    @Test
    void bothLearnTogetherWithoutPretraining() throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{\"pretrained\": false}");
            assertEquals(List.of("denoiser"), plan.stages().stream().map(s -> s.name()).toList());
            Map<String, float[]> start = values(plan);
            run(plan, new Watcher(), "joint", 0, 4, Progress.NONE);
            Map<String, float[]> end = values(plan);
            assertTrue(differ(start, end, name -> name.startsWith("cfenet.encoder")));
            assertTrue(differ(start, end, name -> name.startsWith("dnet.encoder")));
        }
    }

    @Test
    void interruptedTrainingEndsWithTheSameParametersBitForBit() throws IOException {
        Map<String, float[]> whole = train("whole", -1);
        assertThrows(CancellationException.class, () -> train("parts", 2));
        assertThrows(CancellationException.class, () -> train("parts", 3));
        Map<String, float[]> parts = train("parts", -1);
        assertEquals(new TreeSet<>(whole.keySet()), new TreeSet<>(parts.keySet()));
        whole.forEach((name, values) -> assertArrayEquals(values, parts.get(name), name));
    }

    @Test
    void learnsToSegmentDiscsWithAndWithoutTheDenoiser() throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{}");
            Watcher watcher = new Watcher();
            run(plan, watcher, "learns", 80, 120, Progress.NONE);
            assertTrue(
                    watcher.mean("feature network", 70, 80)
                            < 0.3 * watcher.mean("feature network", 0, 5));
            assertTrue(watcher.mean("denoiser", 110, 120) < 0.5 * watcher.mean("denoiser", 0, 5));
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
            Watcher watcher = new Watcher();
            run(plan, watcher, schedule + target, 0, 2, Progress.NONE);
            assertEquals(parts, String.join(" ", watcher.lastParts.keySet()));
            assertEquals(network.get("schedule"), plan.network().get("schedule"));
        }
    }

    @Test
    void noTensorIsLeftBehindBySteps() throws IOException {
        List<Integer> alive = new ArrayList<>();
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{}");
            Watcher watcher =
                    new Watcher() {
                        @Override
                        public void stepped(
                                TrainingStage stage,
                                long step,
                                double loss,
                                Map<String, Float> parts,
                                double gradientNorm) {
                            if (stage.name().equals("denoiser")) {
                                alive.add(engine.liveArrays());
                            }
                        }
                    };
            run(plan, watcher, "memory", 0, 60, Progress.NONE);
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

    private Map<String, float[]> train(String name, int allowed) throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager, NETWORK, "{\"average_weights\": true}");
            int[] left = {allowed};
            Progress progress =
                    new Progress() {
                        @Override
                        public void report(double fraction, String what) {
                            left[0]--;
                        }

                        @Override
                        public boolean isCancelled() {
                            return left[0] == 0;
                        }
                    };
            run(plan, new Watcher(), name, 3, 3, progress);
            return values(plan);
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

    private static Map<String, float[]> values(TrainingPlan plan) {
        Map<String, float[]> values = new LinkedHashMap<>();
        plan.parameters()
                .byName()
                .forEach((name, array) -> values.put(name, Tensors.toFloats(array)));
        return values;
    }

    /** Whether any of the chosen parameters that the first set has is another in the second. */
    private static boolean differ(
            Map<String, float[]> a, Map<String, float[]> b, Predicate<String> chosen) {
        return a.keySet().stream()
                .filter(chosen)
                .filter(b::containsKey)
                .anyMatch(name -> !Arrays.equals(a.get(name), b.get(name)));
    }

    private static class Watcher implements TrainingObserver {

        private final Map<String, List<Double>> losses = new LinkedHashMap<>();
        private Map<String, Float> lastParts = Map.of();

        @Override
        public void stepped(
                TrainingStage stage,
                long step,
                double loss,
                Map<String, Float> parts,
                double gradientNorm) {
            losses.computeIfAbsent(stage.name(), name -> new ArrayList<>()).add(loss);
            lastParts = parts;
        }

        double mean(String stage, int from, int to) {
            return losses.get(stage).subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }

        @Override
        public void validate(
                TrainingPlan plan, TrainingStage stage, long step, Progress progress) {}

        @Override
        public JsonObject state() {
            return new JsonObject();
        }

        @Override
        public void restore(JsonObject state) {}
    }
}
