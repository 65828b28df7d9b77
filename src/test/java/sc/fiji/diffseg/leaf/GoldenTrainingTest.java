package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sc.fiji.diffseg.leaf.GoldenNetworks.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;
import sc.fiji.diffseg.training.StageSettings;
import sc.fiji.diffseg.training.Trainer;
import sc.fiji.diffseg.training.TrainingObserver;
import sc.fiji.diffseg.training.TrainingSettings;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** Three steps of LEAF's training with aligned features, beside the published code's. */
class GoldenTrainingTest {

    private static final double LEARNING_RATE = 1e-3;

    private NDManager manager;
    private SafetensorsFile golden;
    private GoldenTraining training;
    private StateDict parameters;

    @TempDir private Path folder;

    @BeforeEach
    void open() throws IOException {
        manager = GoldenNetworks.engine().newManager();
        golden = Golden.open("leaf_training.safetensors");
        training = new GoldenTraining(golden, manager);
        parameters = training.parameters().and(training.auxiliary());
    }

    @AfterEach
    void close() throws IOException {
        training.close();
        manager.close();
    }

    @Test
    void latentsAndOutputOfTheFirstStepEqualThePublishedCode() throws IOException {
        Pass pass = Pass.inference(GoldenNetworks.operators());
        TrainingBatch batch = training.batch();
        NDArray images = Tensors.of(manager, batch.images(), 2, 3, 128, 128);
        NDArray condition = training.sampler().condition(pass, images);
        assertClose(golden, "out.step1.image_latent", condition, 1e-4);
        NDArray clean = training.stage().maskLatents(batch, pass, manager);
        assertClose(golden, "out.step1.mask_latent", clean, 1e-4);
        NDArray noisy = GoldenNetworks.tensor(manager, golden, "out.step1.noisy");
        NDArray output = training.sampler().denoise(pass, condition, noisy, training.timesteps());
        assertClose(golden, "out.step1.model_output", output, 1e-4);
    }

    @Test
    void gradientsOfTheFirstStepEqualThePublishedCode() throws IOException {
        training.trainable().setTrainable(true);
        StageLoss loss;
        try (NDManager step = manager.newSubManager();
                GradientCollector collector = GoldenNetworks.engine().newGradientCollector()) {
            Pass pass = Pass.training(GoldenNetworks.operators());
            loss = training.loss(training.batch(), pass, step);
            collector.backward(loss.total());
        }
        assertEquals(golden.readDoubles("out.loss_l1")[0], loss.parts().get("l1"), 1e-5);
        assertEquals(
                golden.readDoubles("out.loss_align_plain")[0], loss.parts().get("alignment"), 1e-5);
        int compared = 0;
        for (String name : names("out.step1.grad.")) {
            double[] expected = golden.readDoubles("out.step1.grad." + name);
            double most = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            float[] actual = Tensors.toFloats(parameters.array(name).getGradient());
            assertClose(name, expected, actual, 1e-3 * most);
            compared++;
        }
        assertEquals(26, compared);
    }

    @Test
    void threeOptimizerStepsEqualThePublishedCode() throws IOException {
        List<Double> losses = new ArrayList<>();
        List<Double> norms = new ArrayList<>();
        List<String> compared = new ArrayList<>();
        TrainingObserver observer =
                new TrainingObserver() {
                    @Override
                    public void stepped(
                            TrainingStage stage,
                            long step,
                            double loss,
                            Map<String, Float> parts,
                            double gradientNorm) {
                        losses.add(loss);
                        norms.add(gradientNorm);
                        if (step == GoldenTraining.STEPS) {
                            compared.add("final " + compareWeights("final"));
                        }
                    }

                    @Override
                    public void validate(
                            TrainingPlan plan, TrainingStage stage, long step, Progress progress) {
                        compared.add("ema " + compareWeights("ema"));
                    }

                    @Override
                    public JsonObject state() {
                        return new JsonObject();
                    }

                    @Override
                    public void restore(JsonObject state) {}
                };
        TrainingSettings settings =
                new TrainingSettings(
                        Map.of(
                                "denoiser",
                                new StageSettings(
                                        GoldenTraining.STEPS, LEARNING_RATE, 0, "constant")),
                        AdamW.DEFAULT,
                        TrainingSettings.GRADIENT_LIMIT,
                        TrainingSettings.AVERAGE_DECAY,
                        1,
                        Precision.FLOAT32,
                        1000,
                        1000);
        new Trainer(
                        GoldenNetworks.engine(),
                        training,
                        settings,
                        (stage, first) -> new Batches(),
                        observer,
                        folder.resolve("checkpoint"))
                .run(Progress.NONE);
        assertEquals(List.of("final 26", "ema 14"), compared);
        double[] expectedLosses = golden.readDoubles("out.loss");
        double[] expectedNorms = golden.readDoubles("out.grad_norm");
        for (int step = 0; step < GoldenTraining.STEPS; step++) {
            assertEquals(expectedLosses[step], losses.get(step), 1e-5, "loss " + step);
            assertEquals(expectedNorms[step], norms.get(step), 1e-3 * expectedNorms[step]);
        }
        double[] decays = golden.readDoubles("out.ema_decay");
        for (int step = 1; step <= GoldenTraining.STEPS; step++) {
            assertEquals(decays[step - 1], settings.averageDecayAt(step), 1e-12);
        }
    }

    private List<String> names(String prefix) {
        return golden.names().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    /**
     * Compares parameters with {@code out.NAME.}, as closely as ten times the published code's own
     * rounding error.
     *
     * @return how many
     */
    private int compareWeights(String name) {
        JsonObject rounding =
                JsonParser.parseString(golden.metadata().get("measured_f32_vs_f64"))
                        .getAsJsonObject();
        List<String> names = names("out." + name + ".");
        for (String parameter : names) {
            String key = name + "." + parameter;
            double error = rounding.getAsJsonObject(key).get("max_abs_diff").getAsDouble();
            try {
                assertClose(
                        golden,
                        "out." + key,
                        parameters.array(parameter),
                        Math.max(5e-6, 10 * error));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names.size();
    }

    /** The given batches, one per step. */
    private final class Batches implements Trainer.Supply {
        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public TrainingBatch next() {
            try {
                return training.batch();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {}
    }
}
