package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.network.TrainingBatch;

/** What ends a training early, and what stands then. */
class TrainerSafetyTest extends WithTrainer {

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
}
