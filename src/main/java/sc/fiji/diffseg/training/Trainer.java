package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
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
        this.engine = engine;
        this.plan = plan;
        this.settings = settings;
        this.batches = batches;
        this.observer = observer;
        this.checkpoint = checkpoint;
    }

    /**
     * Trains all stages that are not done yet; a stage of 0 steps is left out.
     *
     * @throws DivergedException if the loss is no number any more; the last checkpoint stands
     * @throws java.util.concurrent.CancellationException if the user asked to stop; a checkpoint is
     *     written before
     * @throws IOException if a checkpoint cannot be read or written; the last one stands
     */
    public void run(Progress progress) throws IOException {
        int stage = 0;
        long step = 0;
        if (Files.exists(checkpoint)) {
            try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
                JsonObject state = Checkpoint.state(file);
                stage = state.get("stage").getAsInt();
                step = state.get("step").getAsLong();
                plan.restore(state.getAsJsonObject("network"));
                observer.restore(state.getAsJsonObject("observer"));
                learned().reload(Checkpoint.parameters(file));
            }
        }
        plan.notices().forEach(observer::noticed);
        List<TrainingStage> stages = plan.stages();
        long all = stages.stream().mapToLong(s -> steps(s)).sum();
        long before = stages.subList(0, stage).stream().mapToLong(s -> steps(s)).sum();
        for (; stage < stages.size(); stage++) {
            long steps = steps(stages.get(stage));
            if (steps == 0) {
                continue;
            }
            Progress part = progress.part(before / (double) all, (before + steps) / (double) all);
            if (runStage(stage, step, part)) {
                return;
            }
            before += steps;
            step = 0;
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

    /** Returns whether the training is to end early. */
    private boolean runStage(int index, long done, Progress progress) throws IOException {
        TrainingStage stage = plan.stages().get(index);
        if (done == 0) {
            try (Supply supply = batches.from(stage, 1)) {
                stage.prepare(supply);
            }
        }
        try (Learner learner = new Learner(engine, stage, settings);
                Supply supply = batches.from(stage, done + 1)) {
            if (done > 0) {
                try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
                    Checkpoint.restore(file, learner);
                }
            }
            long steps = steps(stage);
            observer.began(stage, done + 1, steps);
            for (long step = done + 1; step <= steps; step++) {
                observer.awaitStep(progress);
                if (progress.isCancelled()) {
                    save(index, step - 1, learner);
                    progress.checkCancelled();
                }
                Learner.Step result = learner.step(supply.next(), step);
                observer.stepped(stage, step, result.loss(), result.parts(), result.gradientNorm());
                progress.report(step / (double) steps, "training the " + stage.name());
                boolean finishing = stage.validated() && observer.isFinishing();
                boolean last = step == steps || finishing;
                if (stage.validated() && (last || step % settings.validateEvery() == 0)) {
                    long now = step;
                    learner.withAverages(() -> observer.validate(plan, stage, now, progress));
                }
                if (last) {
                    // The stage leaves its averages behind in place of the last values.
                    learner.exchangeAverages();
                }
                if (last || step % settings.checkpointEvery() == 0) {
                    save(index, step, learner);
                }
                if (finishing) {
                    return true;
                }
            }
        }
        return false;
    }

    private void save(int stage, long step, Learner learner) throws IOException {
        JsonObject state = new JsonObject();
        state.addProperty("stage", stage);
        state.addProperty("step", step);
        state.add("network", plan.network());
        state.add("observer", observer.state());
        Checkpoint.write(checkpoint, learned(), learner, state);
    }

    private StateDict learned() {
        return plan.parameters().and(plan.auxiliary());
    }
}
