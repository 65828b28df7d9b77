package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.leaf.LeafFamily;
import sc.fiji.diffseg.network.TrainingPlan;

class TrainerTest {

    private static final String NETWORK =
            """
            {"autoencoder": {"ch": 32, "ch_mult": [1, 1], "num_res_blocks": 1},
             "unet": {"model_channels": 32, "channel_mult": [1, 1], "num_res_blocks": 1,
                      "attention_resolutions": [2], "num_heads": 2, "dropout": 0.1}}
            """;
    private static final String METHOD = "{\"dice_weight\": 1, \"inference_share\": 0.5}";

    private final TorchEngine engine = TorchEngine.start("cpu");

    @TempDir private Path folder;

    @Test
    void interruptedTrainingEndsWithTheSameParametersBitForBit() throws IOException {
        Map<String, float[]> whole = train("whole", Progress.NONE);
        assertThrows(CancellationException.class, () -> train("parts", ImpatientUser.after(3)));
        assertThrows(CancellationException.class, () -> train("parts", ImpatientUser.after(4)));
        Parameters.assertSame(whole, train("parts", Progress.NONE));
    }

    @Test
    void everyStageMovesItsOwnParametersOnly() throws IOException {
        List<Map<String, float[]>> atEnds = new ArrayList<>();
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager);
            Map<String, float[]> start = Parameters.of(plan.parameters());
            Witness witness = new Witness();
            witness.afterStep = step -> atEnds.add(Parameters.of(plan.parameters()));
            trainer(plan, witness, "stages").run(Progress.NONE);
            Map<String, float[]> afterFirst = atEnds.get(3);
            Map<String, float[]> end = Parameters.of(plan.parameters());
            assertTrue(differ(start, afterFirst, "vae."), "the first stage trains the autoencoder");
            assertFalse(differ(start, afterFirst, "unet."), "the first stage leaves the denoiser");
            assertTrue(differ(afterFirst, end, "unet."), "the second stage trains the denoiser");
            assertTrue(differ(afterFirst, end, "latent_encoder."), "and the image encoder");
            assertFalse(differ(afterFirst, end, "vae."), "the autoencoder is frozen by then");
        }
    }

    @Test
    void lossFallsOnOneBatch() throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager);
            Witness witness = new Witness();
            new Trainer(
                            engine,
                            plan,
                            settings(60, 60, 3e-3),
                            (stage, first) -> supply(first, true),
                            witness,
                            folder.resolve("falls"))
                    .run(Progress.NONE);
            assertTrue(
                    witness.mean("autoencoder", 50, 60) < 0.5 * witness.mean("autoencoder", 0, 5),
                    witness.losses.toString());
            assertTrue(
                    witness.mean("denoiser", 50, 60) < 0.8 * witness.mean("denoiser", 0, 5),
                    witness.losses.toString());
        }
    }

    @Test
    void everyTermOfTheLossReachesTheWeights() throws IOException {
        double without = firstGradientNorm("{\"dice_weight\": 0, \"inference_share\": 1}");
        double with = firstGradientNorm("{\"dice_weight\": 1000, \"inference_share\": 1}");
        assertTrue(with > 10 * without, with + " against " + without);
    }

    private double firstGradientNorm(String method) throws IOException {
        Witness witness = new Witness();
        try (NDManager manager = engine.newManager()) {
            JsonObject network = new Gson().fromJson(NETWORK, JsonObject.class);
            JsonObject settings = new Gson().fromJson(method, JsonObject.class);
            TrainingPlan plan =
                    new LeafFamily().plan(engine, manager, network, settings, Optional.empty(), 1);
            new Trainer(
                            engine,
                            plan,
                            settings(0, 1, 1e-3),
                            (stage, first) -> supply(first, false),
                            witness,
                            folder.resolve("norm" + method.hashCode()))
                    .run(Progress.NONE);
        }
        return witness.norms.get(0);
    }

    @Test
    void stepsLeaveNoArraysBehind() throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager);
            List<Integer> counts = new ArrayList<>();
            Witness witness = new Witness();
            witness.afterStep = step -> counts.add(engine.liveArrays());
            new Trainer(
                            engine,
                            plan,
                            settings(0, 200, 1e-3),
                            (stage, first) -> supply(first, false),
                            witness,
                            folder.resolve("memory"))
                    .run(Progress.NONE);
            assertEquals(200, counts.size());
            assertEquals(counts.get(1), counts.get(199));
        }
    }

    @Test
    void divergedTrainingSaysSoAndKeepsTheLastCheckpoint() throws IOException {
        Path file = folder.resolve("diverged");
        try (NDManager manager = engine.newManager()) {
            Trainer trainer =
                    new Trainer(
                            engine,
                            plan(manager),
                            settings(4, 0, 1e-3),
                            (stage, first) -> poisoned(first, 3),
                            new Witness(),
                            file);
            DivergedException failure =
                    assertThrows(DivergedException.class, () -> trainer.run(Progress.NONE));
            assertTrue(failure.getMessage().contains("step 3"), failure.getMessage());
        }
        assertTrue(Files.exists(file), "the checkpoint of step 2 stands");
    }

    @Test
    void checkpointOfAnotherNetworkIsRefusedByName() throws IOException {
        train("whole", Progress.NONE);
        JsonObject other = new Gson().fromJson(NETWORK, JsonObject.class);
        other.getAsJsonObject("unet").addProperty("model_channels", 64);
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan =
                    new LeafFamily().plan(engine, manager, other, method(), Optional.empty(), 1);
            IOException failure =
                    assertThrows(
                            IOException.class,
                            () -> trainer(plan, new Witness(), "whole").run(Progress.NONE));
            assertTrue(failure.getMessage().contains("unet."), failure.getMessage());
        }
    }

    /** Trains 4 + 4 steps, or as many as the user allows. */
    private Map<String, float[]> train(String name, Progress user) throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(manager);
            trainer(plan, new Witness(), name).run(user);
            return Parameters.of(plan.parameters());
        }
    }

    private Trainer trainer(TrainingPlan plan, TrainingObserver observer, String name) {
        return new Trainer(
                engine,
                plan,
                settings(4, 4, 1e-3),
                (stage, first) -> supply(first, false),
                observer,
                folder.resolve(name));
    }

    private TrainingPlan plan(NDManager manager) throws IOException {
        JsonObject network = new Gson().fromJson(NETWORK, JsonObject.class);
        return new LeafFamily().plan(engine, manager, network, method(), Optional.empty(), 1);
    }

    private static JsonObject method() {
        return new Gson().fromJson(METHOD, JsonObject.class);
    }

    private static TrainingSettings settings(long first, long second, double learningRate) {
        return new TrainingSettings(
                Map.of(
                        "autoencoder", new StageSettings(first, learningRate, 2, "cosine"),
                        "denoiser", new StageSettings(second, learningRate, 0, "constant")),
                AdamW.DEFAULT,
                1,
                0.99,
                5,
                Precision.FLOAT32,
                2,
                2);
    }

    private static boolean differ(Map<String, float[]> a, Map<String, float[]> b, String prefix) {
        return Parameters.differ(a, b, name -> name.startsWith(prefix));
    }

    private static Trainer.Supply supply(long first, boolean same) {
        return new Discs(first, same, Long.MAX_VALUE);
    }

    private static Trainer.Supply poisoned(long first, long step) {
        return new Discs(first, false, step);
    }
}
