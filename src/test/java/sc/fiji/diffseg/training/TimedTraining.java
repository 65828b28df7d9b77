package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * Runs the steps of a fine-tuning as a user's training does, with its data, history and checkpoints
 * but without validations, and tells after each of them where the time went.
 */
public final class TimedTraining implements StepObserver {

    /** Is told every step. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A step has been made.
         *
         * @param step from 1
         * @param waiting nanoseconds from the end of the step before it until its batch was there
         * @param computing nanoseconds of forward pass, backward pass and optimiser
         */
        void stepped(long step, long waiting, long computing) throws IOException;
    }

    private final FineTuning tuning;
    private final Path work;
    private final Listener listener;
    private final History history;
    private long made = System.nanoTime();
    private long given;

    /**
     * Prepares a training.
     *
     * @param work folder for what it writes
     */
    public TimedTraining(FineTuning tuning, Path work, Listener listener) {
        this.tuning = tuning;
        this.work = work;
        this.listener = listener;
        history = new History(work.resolve("history.csv"));
    }

    /** Makes all steps. */
    public void run(TorchEngine engine) throws IOException {
        Recipe recipe = tuning.recipe();
        TrainingJob job =
                new TrainingJob(recipe, tuning.data().root(), work.resolve("model"), work);
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = job.plan(engine, manager, tuning.start().base());
            Trainer.Batches batches = job.batches();
            new Trainer(
                            engine,
                            plan,
                            recipe.settings(),
                            (stage, first) -> timed(batches.from(stage, first)),
                            this,
                            work.resolve("checkpoint.safetensors"))
                    .run(Progress.NONE);
        }
    }

    private Trainer.Supply timed(Trainer.Supply supply) {
        return new Trainer.Supply() {
            @Override
            public boolean hasNext() {
                return supply.hasNext();
            }

            @Override
            public TrainingBatch next() {
                TrainingBatch batch = supply.next();
                given = System.nanoTime();
                return batch;
            }

            @Override
            public void close() {
                supply.close();
            }
        };
    }

    @Override
    public void stepped(
            TrainingStage stage,
            long step,
            double loss,
            Map<String, Float> parts,
            double gradientNorm) {
        long now = System.nanoTime();
        Map<String, Double> values = new TreeMap<>();
        values.put("loss", loss);
        values.put("gradient_norm", gradientNorm);
        parts.forEach((name, value) -> values.put("part " + name, value.doubleValue()));
        try {
            history.add(stage.name(), step, values);
            listener.stepped(step, given - made, now - given);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        made = now;
    }
}
