package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.TinyUniSegDiff;

/** A recipe becomes a model, at once or with interruptions. */
class FineTuningJobTest extends WithBars {

    @Test
    void aFewStepsMakeAModelThatCanBeUsedAndTellWhatHappened() throws IOException {
        Path output = scratch.resolve("made");
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 6, tiny), output);
        Forecast forecast = job.forecast(TorchEngine.start("cpu"), Progress.NONE);
        assertTrue(forecast.seconds() > 0 && forecast.bytes() > 12 * forecast.parameters());
        Log log = new Log();
        MeanScore score =
                job.run(TorchEngine.start("cpu"), log, new TrainingControl(), Progress.NONE);
        assertEquals(job.survey(Progress.NONE).validation(), score.count());
        assertEquals(
                List.of(
                        "began denoiser 1 of 6",
                        "validated 3",
                        "2 previews",
                        "validated 6",
                        "2 previews",
                        "scoring"),
                log.lines);
        ModelFolder made = ModelFolder.open(output);
        made.verify(Progress.NONE);
        assertEquals("bars", made.description().name());
        assertEquals("tiny", made.description().parent().orElseThrow().name());
        assertTrue(Files.size(output.resolve("training/curves.png")) > 1000);
        assertTrue(Files.exists(output.resolve("training/recipe.json")));
        assertTrue(Files.exists(output.resolve("MODEL_CARD.md")));
        assertFalse(Files.exists(output.resolve("training/checkpoint.safetensors")));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> new FineTuningJob(tuning(images, masks, 6, tiny), output));
        assertTrue(e.getMessage().endsWith("is not empty: choose another name for the model."));
    }

    @Test
    void theWrittenRecipeMakesTheSameModel() throws IOException {
        TorchEngine engine = TorchEngine.start("cpu");
        Path output = scratch.resolve("tuned");
        FineTuning tuning = tuning(images, masks, 4, tiny);
        new FineTuningJob(tuning, output)
                .run(engine, TrainingWatcher.NONE, new TrainingControl(), Progress.NONE);
        Path again = scratch.resolve("again");
        Recipe read = Recipe.read(output.resolve("training/recipe.json"));
        new TrainingJob(read, tuning.data().root(), again, scratch.resolve("work"))
                .run(engine, Optional.of(tiny), Progress.NONE);
        assertEquals(ModelFolder.open(output).hash(), ModelFolder.open(again).hash());
    }

    @Test
    void finishingEarlyKeepsTheBestModelAndScoresIt() throws IOException {
        TrainingControl control = new TrainingControl();
        Log log =
                new Log() {
                    @Override
                    public void stepped(String stage, long step, double loss) {
                        if (step == 2) {
                            control.finish();
                        }
                    }
                };
        Path output = scratch.resolve("early");
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 500, tiny), output);
        MeanScore score = job.run(TorchEngine.start("cpu"), log, control, Progress.NONE);
        assertEquals(
                List.of("began denoiser 1 of 500", "validated 2", "2 previews", "scoring"),
                log.lines);
        assertTrue(score.count() > 0);
        ModelFolder.open(output).verify(Progress.NONE);
    }

    @Test
    void finishingDuringTheFirstOfTwoStagesKeepsWhatItMade() throws IOException {
        ModelFolder staged = TinyUniSegDiff.write(scratch.resolve("models/staged"), "staged");
        TrainingControl control = new TrainingControl();
        Log log = new Log();
        control.finish();
        Path output = scratch.resolve("first");
        new FineTuningJob(tuning(images, masks, 40, staged), output)
                .run(TorchEngine.start("cpu"), log, control, Progress.NONE);
        assertEquals("began feature network 1 of 500", log.lines.get(0));
        assertEquals("validated 1", log.lines.get(1));
        assertEquals("scoring", log.lines.get(log.lines.size() - 1));
        assertFalse(
                ModelFolder.open(output).description().network().get("denoiser").getAsBoolean());
    }

    @Test
    void aPausedTrainingMakesNoStepUntilItIsResumedAndCanBeCancelledMeanwhile() throws Exception {
        TrainingControl control = new TrainingControl();
        List<Long> steps = new ArrayList<>();
        Thread[] helper = new Thread[1];
        TrainingWatcher watcher =
                new TrainingWatcher() {
                    @Override
                    public void stepped(String stage, long step, double loss) {
                        steps.add(step);
                        if (step == 2) {
                            control.pause();
                            Thread training = Thread.currentThread();
                            helper[0] =
                                    new Thread(
                                            () -> {
                                                awaitWaiting(training);
                                                control.resume();
                                            });
                            helper[0].start();
                        } else if (step == 3) {
                            control.pause();
                            Thread training = Thread.currentThread();
                            new Thread(
                                            () -> {
                                                awaitWaiting(training);
                                                control.cancel();
                                            })
                                    .start();
                        }
                    }
                };
        Path output = scratch.resolve("paused");
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 50, tiny), output);
        TorchEngine engine = TorchEngine.start("cpu");
        assertThrows(
                CancellationException.class,
                () -> job.run(engine, watcher, control, Progress.NONE));
        helper[0].join();
        assertEquals(List.of(1L, 2L, 3L), steps);
        assertTrue(Files.exists(output.resolve("training/checkpoint.safetensors")));

        FineTuningJob again = new FineTuningJob(tuning(images, masks, 50, tiny), output);
        assertTrue(again.isResumed());
        TrainingControl soon = new TrainingControl();
        soon.finish();
        Log log = new Log();
        again.run(engine, log, soon, Progress.NONE);
        assertEquals(
                List.of("recalled 1", "recalled 2", "recalled 3", "began denoiser 4 of 50"),
                log.lines.subList(0, 4));
    }

    /** Returns when a thread waits, as a paused training does. */
    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anInterruptedTrainingWithOtherSettingsIsNotOverwritten() throws Exception {
        Path output = scratch.resolve("kept");
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 50, tiny), output);
        TrainingControl control = new TrainingControl();
        control.cancel();
        TorchEngine engine = TorchEngine.start("cpu");
        assertThrows(
                CancellationException.class,
                () -> job.run(engine, TrainingWatcher.NONE, control, Progress.NONE));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> new FineTuningJob(tuning(images, masks, 60, tiny), output));
        assertTrue(
                e.getMessage()
                        .contains(
                                "holds another training, which differs in average_decay, stages,"
                                        + " validate_every: "),
                e.getMessage());
    }

    @Test
    void aTrainingKilledAfterItsFirstValidationGoesOn() throws Exception {
        Path output = scratch.resolve("killed");
        Path checkpoint = output.resolve("training/checkpoint.safetensors");
        TrainingWatcher deadly =
                new TrainingWatcher() {
                    @Override
                    public void stepped(String stage, long step, double loss) {
                        if (step == 5) {
                            throw new IllegalStateException("As if it had been killed here.");
                        }
                    }
                };
        FineTuningJob job = new FineTuningJob(tuning(images, masks, 6, tiny), output);
        TorchEngine engine = TorchEngine.start("cpu");
        assertThrows(
                IllegalStateException.class,
                () -> job.run(engine, deadly, new TrainingControl(), Progress.NONE));
        assertTrue(Files.exists(output.resolve("model.json")), "the best model so far");

        Path away = Files.move(checkpoint, scratch.resolve("away"));
        assertTrue(new FineTuningJob(tuning(images, masks, 6, tiny), output).isResumed());
        Files.move(away, checkpoint);
        FineTuningJob again = new FineTuningJob(tuning(images, masks, 6, tiny), output);
        assertTrue(again.isResumed());
        Log log = new Log();
        again.run(engine, log, new TrainingControl(), Progress.NONE);
        assertTrue(log.lines.contains("began denoiser 4 of 6"), log.lines.toString());
        ModelFolder.open(output).verify(Progress.NONE);
    }

    /** Notes what it is told, but the steps. */
    private static class Log implements TrainingWatcher {

        final List<String> lines = new ArrayList<>();

        @Override
        public void recalled(String stage, long step, double loss) {
            lines.add("recalled " + step);
        }

        @Override
        public void began(String stage, long firstStep, long steps, boolean validated) {
            lines.add("began " + stage + " " + firstStep + " of " + steps);
        }

        @Override
        public void validated(String stage, long step, double dice, double iou, boolean best) {
            assertTrue(dice >= iou && iou >= 0 && dice <= 1);
            lines.add("validated " + step);
        }

        @Override
        public int previews() {
            return 2;
        }

        @Override
        public void previewed(String stage, long step, List<Preview> previews) {
            lines.add(previews.size() + " previews");
        }

        @Override
        public void scoring() {
            lines.add("scoring");
        }
    }
}
