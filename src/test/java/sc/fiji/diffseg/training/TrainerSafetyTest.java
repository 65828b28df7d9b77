package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.leaf.Dinov2Files;
import sc.fiji.diffseg.leaf.LeafFamily;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.segment.NotEnoughMemoryException;
import sc.fiji.diffseg.unisegdiff.UniSegDiffFamily;

/** What ends a training early, and what stands then. */
class TrainerSafetyTest {

    private static final String LEAF =
            """
            {"autoencoder": {"ch": 32, "ch_mult": [1, 1], "num_res_blocks": 1},
             "unet": {"model_channels": 32, "channel_mult": [1, 1], "num_res_blocks": 1,
                      "attention_resolutions": [2], "num_heads": 2, "dropout": %s}}
            """;
    private static final String UNISEGDIFF =
            """
            {"size": {"widths": [32, 64], "folding": 2, "blocks": 1, "head_width": 32,
                      "attention_side": 4, "dropout": 0, "noise_skip": true}}
            """;

    private final TorchEngine engine = TorchEngine.start("cpu");
    private final Witness witness = new Witness();
    private Trainer.Batches batches = (stage, step) -> new Discs(step, false, Long.MAX_VALUE);
    private long validateEvery = 2;
    private long checkpointEvery = 2;
    private long minutes;
    private boolean aligned;

    @TempDir private Path folder;

    @Test
    void aTrainingStoppedWhileValidatingEndsAsIfItHadNotBeen() throws IOException {
        Map<String, float[]> whole = train("whole", 4, ChangedPlan.Change.NONE, Progress.NONE);
        List<String> validations = List.copyOf(witness.validations);
        assertEquals(List.of("denoiser 2", "denoiser 4"), validations);
        witness.clear();

        for (int stop = 1; stop <= 2; stop++) {
            Stop cancelled = new Stop();
            witness.duringValidation = () -> cancelled.asked = true;
            assertThrows(
                    CancellationException.class,
                    () -> train("parts", 4, ChangedPlan.Change.NONE, cancelled));
        }
        assertEquals(List.of(), witness.validations, "stopped twice in the first validation");
        assertEquals(List.of("autoencoder 1", "denoiser 1", "denoiser 2"), witness.steps);
        witness.duringValidation = () -> {};
        Map<String, float[]> parts = train("parts", 4, ChangedPlan.Change.NONE, Progress.NONE);

        assertEquals(validations, witness.validations);
        Parameters.assertSame(whole, parts);
    }

    @Test
    void aFinishedTrainingStaysFinished() throws IOException {
        witness.duringValidation = () -> witness.finishing = true;
        Map<String, float[]> end = train("finished", 10, ChangedPlan.Change.NONE, Progress.NONE);
        witness.finishing = false;
        Map<String, float[]> again = train("finished", 10, ChangedPlan.Change.NONE, Progress.NONE);

        assertEquals(List.of("autoencoder 1", "denoiser 1", "denoiser 2"), witness.steps);
        Parameters.assertSame(end, again);
    }

    @Test
    void aStageThatNoLongerImprovesEnds() throws IOException {
        witness.duringValidation = () -> witness.converged = true;
        train("converged", 10, ChangedPlan.Change.NONE, Progress.NONE);
        train("converged", 10, ChangedPlan.Change.NONE, Progress.NONE);

        assertEquals(List.of("autoencoder 1", "denoiser 1", "denoiser 2"), witness.steps);
        assertEquals(List.of("denoiser 2"), witness.validations);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereMemoryIsShortHalfBatchesLearnTheSame(boolean leaf) throws IOException {
        aligned = leaf;
        Map<String, float[]> whole =
                train(leaf, "whole", 3, ChangedPlan.Change.NONE, Progress.NONE);
        List<Double> norms = List.copyOf(witness.norms);
        List<Double> losses = List.copyOf(witness.losses);
        assertEquals(List.of(), witness.notices);
        witness.clear();
        Map<String, float[]> halves =
                train(leaf, "halves", 3, ChangedPlan.Change.ONE_FITS, Progress.NONE);

        assertFalse(norms.isEmpty());
        for (int i = 0; i < norms.size(); i++) {
            assertEquals(losses.get(i), witness.losses.get(i), 1e-5 * Math.abs(losses.get(i)));
            assertEquals(norms.get(i), witness.norms.get(i), 1e-3 * norms.get(i), "step " + i);
        }
        whole.forEach((name, values) -> assertArrayEquals(values, halves.get(name), 2e-3f, name));
        assertEquals(
                leaf
                        ? List.of(notice("autoencoder"), notice("denoiser"))
                        : List.of(notice("feature network"), notice("denoiser")),
                witness.notices);
    }

    private static String notice(String stage) {
        return "Memory does not suffice for 2 images at once: from step 1 of the stage '"
                + stage
                + "' on, their gradients are added up from 1 at a time; the batch size remains 2.";
    }

    @Test
    void halfBatchesGoOnAfterAnInterruptionBitForBit() throws IOException {
        Map<String, float[]> whole = train("whole", 4, ChangedPlan.Change.ONE_FITS, Progress.NONE);
        int told = witness.notices.size();
        witness.clear();
        Stop cancelled = new Stop();
        witness.duringValidation = () -> cancelled.asked = true;
        assertThrows(
                CancellationException.class,
                () -> train("parts", 4, ChangedPlan.Change.ONE_FITS, cancelled));
        witness.duringValidation = () -> {};
        Map<String, float[]> parts = train("parts", 4, ChangedPlan.Change.ONE_FITS, Progress.NONE);

        assertEquals(told, witness.notices.size(), "what fits is remembered");
        whole.forEach((name, values) -> assertArrayEquals(values, parts.get(name), name));
    }

    @Test
    void whereNotOneImageFitsTheUserIsToldWhatToDo() {
        String message =
                assertThrows(
                                NotEnoughMemoryException.class,
                                () -> train("none", 4, ChangedPlan.Change.NONE_FITS, Progress.NONE))
                        .getMessage();
        assertEquals(
                "Memory does not suffice for the gradients of a single image of 16 x 16 pixels:"
                        + " choose a smaller input size or model, or another device.",
                message);
    }

    @Test
    void gradientsThatAreNoNumbersNeverReachTheWeights() throws IOException {
        String message =
                assertThrows(
                                DivergedException.class,
                                () ->
                                        train(
                                                "steep",
                                                6,
                                                ChangedPlan.Change.STEEP_AT_4,
                                                Progress.NONE))
                        .getMessage();
        assertEquals(
                "In step 4 of the stage 'denoiser' the gradient is no longer a number, though the"
                        + " loss still is, so that nothing more can be learned: go on from the last"
                        + " checkpoint, or begin anew, with a learning rate below 0.001.",
                message);
        witness.clear();
        Map<String, float[]> end = train("steep", 6, ChangedPlan.Change.NONE, Progress.NONE);
        assertEquals("denoiser 3", witness.steps.get(0), "the checkpoint of step 2 stands");
        for (float[] values : end.values()) {
            for (float value : values) {
                assertTrue(Float.isFinite(value));
            }
        }
    }

    /** Discs of which those of the denoiser are drawn with a side effect. */
    private Trainer.Batches drawn(Runnable effect) {
        return (stage, step) -> {
            Discs discs = new Discs(step, false, Long.MAX_VALUE);
            return new Trainer.Supply() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public TrainingBatch next() {
                    if (stage.name().equals("denoiser")) {
                        effect.run();
                    }
                    return discs.next();
                }

                @Override
                public void close() {}
            };
        };
    }

    @Test
    void aStageThatMeasuresItsDataCanBeCancelledMeanwhile() throws IOException {
        Map<String, float[]> whole = train("whole", 2, ChangedPlan.Change.NONE, Progress.NONE);
        Stop cancelled = new Stop();
        List<String> measured = new ArrayList<>();
        batches =
                drawn(
                        () -> {
                            measured.add("a batch");
                            cancelled.asked = true;
                        });
        assertThrows(
                CancellationException.class,
                () -> train("parts", 2, ChangedPlan.Change.NONE, cancelled));
        assertEquals(1, measured.size());
        Parameters.assertSame(whole, train("parts", 2, ChangedPlan.Change.NONE, Progress.NONE));
    }

    @Test
    void anImageThatCannotBeReadCostsNoStep() throws IOException {
        batches =
                drawn(
                        () -> {
                            if (witness.steps.contains("denoiser 3")) {
                                throw new UncheckedIOException(new IOException("It is gone."));
                            }
                        });
        String message =
                assertThrows(
                                IOException.class,
                                () -> train("parts", 4, ChangedPlan.Change.NONE, Progress.NONE))
                        .getMessage();
        assertEquals("It is gone.", message);
        witness.clear();
        train("parts", 4, ChangedPlan.Change.NONE, Progress.NONE);
        assertEquals(List.of("denoiser 4"), witness.steps);
    }

    @Test
    void whateverEndsAValidationCostsNoStep() throws IOException {
        for (Throwable failure : List.of(new IllegalStateException(), new OutOfMemoryError())) {
            witness.clear();
            witness.duringValidation = () -> rethrow(failure);
            String name = failure.getClass().getSimpleName();
            assertThrows(
                    failure.getClass(),
                    () -> train(name, 3, ChangedPlan.Change.NONE, Progress.NONE));
            witness.duringValidation = () -> {};
            train(name, 3, ChangedPlan.Change.NONE, Progress.NONE);
            assertEquals(
                    List.of("autoencoder 1", "denoiser 1", "denoiser 2", "denoiser 3"),
                    witness.steps);
            assertEquals(List.of("denoiser 2", "denoiser 3"), witness.validations);
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    @Test
    void whatWasValidatedOrTookTenMinutesIsNotLost() throws IOException {
        checkpointEvery = 100;
        for (int every : List.of(2, 100)) {
            validateEvery = every;
            String name = "validated every " + every;
            witness.clear();
            witness.afterStep =
                    step -> {
                        minutes += 4;
                        if (step.equals("denoiser 4")) {
                            throw new IOException("As if it had been killed here.");
                        }
                    };
            assertThrows(
                    IOException.class,
                    () -> train(name, 5, ChangedPlan.Change.NONE, Progress.NONE));
            witness.afterStep = step -> {};
            witness.clear();
            train(name, 5, ChangedPlan.Change.NONE, Progress.NONE);
            assertEquals(every == 2 ? "denoiser 3" : "denoiser 4", witness.steps.get(0));
        }
    }

    @Test
    void aFolderThatIsGoneEndsTheTrainingWithTheLastCheckpointIntact() throws IOException {
        Path work = Files.createDirectory(folder.resolve("work"));
        Path away = folder.resolve("away");
        witness.afterStep =
                step -> {
                    if (step.equals("denoiser 3")) {
                        Files.move(work, away);
                    }
                };
        String message =
                assertThrows(
                                IOException.class,
                                () ->
                                        train(
                                                "work/checkpoint",
                                                4,
                                                ChangedPlan.Change.NONE,
                                                Progress.NONE))
                        .getMessage();
        assertTrue(
                message.startsWith(
                        "Could not write the checkpoint of step 4 of the stage 'denoiser' to "),
                message);
        assertTrue(message.endsWith("start the training again to go on."), message);
        witness.clear();
        witness.afterStep = step -> {};
        Files.move(away, work);
        train("work/checkpoint", 4, ChangedPlan.Change.NONE, Progress.NONE);
        assertEquals(List.of("denoiser 3", "denoiser 4"), witness.steps);
    }

    /** A user who asks to stop at some time. */
    private static final class Stop implements Progress {
        private boolean asked;

        @Override
        public void report(double fraction, String what) {}

        @Override
        public boolean isCancelled() {
            return asked;
        }
    }

    private Map<String, float[]> train(
            String checkpoint, long steps, ChangedPlan.Change change, Progress progress)
            throws IOException {
        return train(true, checkpoint, steps, change, progress);
    }

    /** Trains one step and then some more. */
    private Map<String, float[]> train(
            boolean leaf,
            String checkpoint,
            long steps,
            ChangedPlan.Change change,
            Progress progress)
            throws IOException {
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = new ChangedPlan(leaf ? leaf(manager) : uniSegDiff(manager), change);
            String first = plan.stages().get(0).name();
            TrainingSettings settings =
                    new TrainingSettings(
                            Map.of(
                                    first,
                                    new StageSettings(1, 1e-3, 0, "constant"),
                                    "denoiser",
                                    new StageSettings(steps, 1e-3, 0, "constant")),
                            AdamW.DEFAULT,
                            1,
                            0.9,
                            5,
                            Precision.FLOAT32,
                            validateEvery,
                            checkpointEvery);
            new Trainer(
                            engine,
                            plan,
                            settings,
                            batches,
                            witness,
                            folder.resolve(checkpoint),
                            () -> Duration.ofMinutes(minutes).toNanos())
                    .run(progress);
            return Parameters.of(plan.parameters());
        }
    }

    /**
     * With Dice for some images of a batch only, and perhaps a teacher whose weight depends on N.
     */
    private TrainingPlan leaf(NDManager manager) throws IOException {
        String method =
                """
                {"dice_weight": 1, "dice_from": 500, "inference_share": 0,
                 "alignment_normalization": "published", "projector_width": 64,
                 "teacher": "%s"}
                """
                        .formatted(aligned ? Dinov2Files.random(folder, 1).get(0) : "");
        return new LeafFamily()
                .plan(
                        engine,
                        manager,
                        JsonParser.parseString(LEAF.formatted("0")).getAsJsonObject(),
                        JsonParser.parseString(method).getAsJsonObject(),
                        Optional.empty(),
                        1);
    }

    private TrainingPlan uniSegDiff(NDManager manager) throws IOException {
        return new UniSegDiffFamily()
                .plan(
                        engine,
                        manager,
                        JsonParser.parseString(UNISEGDIFF).getAsJsonObject(),
                        JsonParser.parseString("{}").getAsJsonObject(),
                        Optional.empty(),
                        1);
    }
}
