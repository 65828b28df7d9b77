package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;
import sc.fiji.diffseg.weights.SafetensorsFile;

/**
 * The one training loop: runs the stages of a plan, keeps running averages, validates, writes
 * checkpoints, and goes on from one exactly where it ended.
 *
 * <p>On a CPU a resumed training ends with the same parameters, bit for bit, as one that was never
 * interrupted: batches, noise and dropout follow from the seed and the number of the step.
 */
public final class Trainer {

    /** Where batches come from. */
    @FunctionalInterface
    public interface Batches {
        /**
         * Opens an endless supply.
         *
         * @param firstStep number of the first step wanted, from 1; later ones follow in turn
         */
        Supply from(TrainingStage stage, long firstStep);
    }

    /** An endless supply of batches that ends when it is closed. */
    public interface Supply extends Iterator<TrainingBatch>, AutoCloseable {
        @Override
        void close();
    }

    private final TorchEngine engine;
    private final TrainingPlan plan;
    private final TrainingSettings settings;
    private final Batches batches;
    private final TrainingObserver observer;
    private final Path checkpoint;
    private final CheckpointTimes times;

    /**
     * Prepares a training.
     *
     * @param observer is told every step and asked to validate
     * @param checkpoint file to write checkpoints to, and to go on from if it exists
     */
    public Trainer(
            TorchEngine engine,
            TrainingPlan plan,
            TrainingSettings settings,
            Batches batches,
            TrainingObserver observer,
            Path checkpoint) {
        this(engine, plan, settings, batches, observer, checkpoint, System::nanoTime);
    }

    /** Prepares a training with a clock of its own. */
    Trainer(
            TorchEngine engine,
            TrainingPlan plan,
            TrainingSettings settings,
            Batches batches,
            TrainingObserver observer,
            Path checkpoint,
            LongSupplier clock) {
        this.engine = engine;
        this.plan = plan;
        this.settings = settings;
        this.batches = batches;
        this.observer = observer;
        this.checkpoint = checkpoint;
        times = new CheckpointTimes(settings.checkpointEvery(), clock);
    }

    /**
     * Trains all stages that are not done yet; a stage of 0 steps is left out.
     *
     * @throws DivergedException if loss or gradient are no number any more; the last checkpoint
     *     stands
     * @throws java.util.concurrent.CancellationException if the user asked to stop; a checkpoint is
     *     written before, and a validation that was stopped is made when the training goes on; what
     *     a stage measures before its first step is measured anew
     * @throws IOException in one sentence, if a checkpoint cannot be read or written, and the last
     *     one stands; or if a batch cannot be had, and a checkpoint is written before
     */
    public void run(Progress progress) throws IOException {
        try {
            train(progress);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void train(Progress progress) throws IOException {
        Checkpoint.Place place = Checkpoint.Place.START;
        if (Files.exists(checkpoint)) {
            try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
                JsonObject state = Checkpoint.state(file);
                place = Checkpoint.Place.of(state);
                plan.restore(state.getAsJsonObject("network"));
                observer.restore(state.getAsJsonObject("observer"));
                learned().reload(Checkpoint.parameters(file));
            }
        }
        if (place.after() == Checkpoint.After.TRAINING) {
            return;
        }
        plan.notices().forEach(observer::noticed);
        List<TrainingStage> stages = plan.stages();
        long all = stages.stream().mapToLong(s -> steps(s)).sum();
        if (place.after() == Checkpoint.After.STAGE) {
            place = new Checkpoint.Place(place.stage() + 1, 0, Checkpoint.After.STEP);
        }
        long before = stages.subList(0, place.stage()).stream().mapToLong(s -> steps(s)).sum();
        for (int stage = place.stage(); stage < stages.size(); stage++) {
            long steps = steps(stages.get(stage));
            if (steps == 0) {
                // What it would have measured, the stages after it need all the same.
                prepare(stages.get(stage), progress);
                continue;
            }
            Checkpoint.Place from = place;
            if (stage > place.stage()) {
                from = new Checkpoint.Place(stage, 0, Checkpoint.After.STEP);
            }
            Progress part = progress.part(before / (double) all, (before + steps) / (double) all);
            if (runStage(from, part) == Checkpoint.After.TRAINING) {
                return;
            }
            before += steps;
        }
    }

    private long steps(TrainingStage stage) {
        StageSettings found = settings.stages().get(stage.name());
        if (found == null) {
            throw new IllegalArgumentException(
                    "The training's settings say nothing of the stage '"
                            + stage.name()
                            + "': give it a number of steps, 0 to leave it out.");
        }
        return found.steps();
    }

    private void prepare(TrainingStage stage, Progress progress) throws IOException {
        try (Supply supply = batches.from(stage, 1)) {
            stage.prepare(new CancellableBatches(supply, progress));
        }
    }

    /** Runs a stage from a place in it; returns what has ended then. */
    private Checkpoint.After runStage(Checkpoint.Place from, Progress progress) throws IOException {
        TrainingStage stage = plan.stages().get(from.stage());
        long done = from.step();
        if (done == 0) {
            prepare(stage, progress);
        }
        try (Learner learner = new Learner(engine, stage, settings, observer::noticed);
                Supply supply = batches.from(stage, done + 1)) {
            if (done > 0) {
                try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
                    Checkpoint.restore(file, learner);
                }
            }
            long steps = steps(stage);
            observer.began(stage, done + 1, steps);
            Checkpoint.After after = from.after();
            if (after == Checkpoint.After.UNVALIDATED_STEP) {
                after = conclude(from, learner, progress);
            }
            for (long step = done + 1; step <= steps && !after.endsStage(); step++) {
                observer.awaitStep(progress);
                if (progress.isCancelled()) {
                    save(from.at(step - 1, Checkpoint.After.STEP), learner);
                    progress.checkCancelled();
                }
                TrainingBatch batch =
                        next(supply, from.at(step - 1, Checkpoint.After.STEP), learner);
                Learner.Step result = learner.step(batch, step);
                observer.stepped(stage, step, result.loss(), result.parts(), result.gradientNorm());
                progress.report(step / (double) steps, "training the " + stage.name());
                after = conclude(from.at(step, Checkpoint.After.STEP), learner, progress);
            }
            return after;
        }
    }

    /** Whatever ends the supply, the steps so far are not lost. */
    private TrainingBatch next(Supply supply, Checkpoint.Place place, Learner learner) {
        try {
            return supply.next();
        } catch (RuntimeException | Error e) {
            saveDespite(e, place, learner);
            throw e;
        }
    }

    /** Validates and saves where that is due after a step; returns what has ended with it. */
    private Checkpoint.After conclude(Checkpoint.Place place, Learner learner, Progress progress)
            throws IOException {
        TrainingStage stage = plan.stages().get(place.stage());
        long step = place.step();
        boolean last = step == steps(stage) || stage.validated() && observer.isFinishing();
        boolean due = last || step % settings.validateEvery() == 0;
        due |= place.after() == Checkpoint.After.UNVALIDATED_STEP;
        boolean validated = stage.validated() && due;
        if (validated) {
            validate(place, learner, progress);
        }
        Checkpoint.After after = Checkpoint.After.STEP;
        if (stage.validated() && observer.isFinishing()) {
            after = Checkpoint.After.TRAINING;
        } else if (last || validated && observer.isConverged()) {
            after = Checkpoint.After.STAGE;
        }
        if (after.endsStage()) {
            // The stage leaves its averages behind in place of the last values.
            learner.exchangeAverages();
        }
        // The model that a validation keeps is never ahead of the checkpoint for long.
        if (after.endsStage() || validated || times.isDue(step)) {
            save(place.at(step, after), learner);
        }
        return after;
    }

    /** Whatever ends the validation, the step that it follows is not lost. */
    private void validate(Checkpoint.Place place, Learner learner, Progress progress) {
        TrainingStage stage = plan.stages().get(place.stage());
        try {
            learner.withAverages(() -> observer.validate(plan, stage, place.step(), progress));
        } catch (RuntimeException | Error e) {
            saveDespite(e, place.at(place.step(), Checkpoint.After.UNVALIDATED_STEP), learner);
            throw e;
        }
    }

    private void saveDespite(Throwable failure, Checkpoint.Place place, Learner learner) {
        try {
            save(place, learner);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void save(Checkpoint.Place place, Learner learner) throws IOException {
        JsonObject state = place.toJson();
        state.add("network", plan.network());
        state.add("observer", observer.state());
        try {
            Checkpoint.write(checkpoint, learned(), learner, state);
            times.written();
        } catch (IOException e) {
            throw Unwritable.because(
                    e,
                    "the checkpoint of step %d of the stage '%s'"
                            .formatted(place.step(), plan.stages().get(place.stage()).name()),
                    checkpoint,
                    Files.exists(checkpoint) ? "the one before stands" : "there is none yet");
        }
    }

    private StateDict learned() {
        return plan.parameters().and(plan.auxiliary());
    }
}
