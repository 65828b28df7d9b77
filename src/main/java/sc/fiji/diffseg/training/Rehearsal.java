package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;
import sc.fiji.diffseg.segment.FreeMemory;
import sc.fiji.diffseg.segment.SystemMemory;

/**
 * Makes the first steps of a training on networks that are thrown away, to know what all steps will
 * take.
 */
final class Rehearsal {

    /** The first step warms caches up and is not timed. */
    private static final int TIMED_STEPS = 2;

    /** Where memory cannot be measured: what gradients need of it, in multiples of a prediction. */
    private static final int REMEMBERED = 4;

    private static final double NANOS = 1e9;

    private final TrainingJob job;
    private final Recipe recipe;
    private final TorchEngine engine;
    private double stepping;
    private double validating;
    private double secondsPerImage;
    private long steps;

    Rehearsal(TrainingJob job, Recipe recipe, TorchEngine engine) {
        this.job = job;
        this.recipe = recipe;
        this.engine = engine;
    }

    Forecast run(Optional<ModelFolder> base, Progress progress) throws IOException {
        engine.releaseMemory();
        long available = engine.isCpu() ? FreeMemory.SYSTEM.machine() : Long.MAX_VALUE;
        long before = SystemMemory.residentOutsideHeap().orElse(0);
        long parameters;
        long state = 0;
        long activations;
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = job.plan(engine, manager, base);
            parameters = plan.parameters().count();
            int side = recipe.inputSize();
            activations = REMEMBERED * recipe.batchSize() * plan.model().bytesPerImage(side, side);
            for (TrainingStage stage : plan.stages()) {
                long stageSteps = recipe.stages().get(stage.name()).steps();
                if (stageSteps > 0) {
                    rehearse(plan, stage, stageSteps, progress);
                    long values = 3 * stage.trainable().count() + stage.averaged().count();
                    state = Math.max(state, values * Float.BYTES);
                }
            }
        }
        long kept = parameters * Float.BYTES + state;
        long grown = SystemMemory.residentOutsideHeap().orElse(0) - before;
        // Freed memory stays with the process on Linux, so what has come is the peak.
        boolean measured = engine.isCpu() && grown > kept;
        engine.releaseMemory();
        return new Forecast(
                (stepping + validating) / Math.max(1, steps),
                stepping + validating + job.validationPairs().size() * secondsPerImage,
                parameters,
                measured ? grown : kept + activations,
                measured,
                available);
    }

    private void rehearse(
            TrainingPlan plan, TrainingStage stage, long stageSteps, Progress progress)
            throws IOException {
        try (Trainer.Supply supply = job.batches().from(stage, 1)) {
            stage.prepare(new CancellableBatches(supply, progress));
        }
        try (Learner learner = new Learner(engine, stage, recipe.settings(), sentence -> {});
                Trainer.Supply supply = job.batches().from(stage, 1)) {
            long begin = 0;
            for (int step = 1; step <= TIMED_STEPS + 1; step++) {
                progress.checkCancelled();
                progress.report(0, "trying a step of the " + stage.name());
                learner.step(supply.next(), step);
                begin = step == 1 ? System.nanoTime() : begin;
            }
            stepping += stageSteps * (System.nanoTime() - begin) / NANOS / TIMED_STEPS;
            steps += stageSteps;
        }
        if (stage.validated()) {
            long begin = System.nanoTime();
            job.validation().scores(plan.model(), 1, progress);
            secondsPerImage = (System.nanoTime() - begin) / NANOS / recipe.data().size();
            int images = job.validationPairs().size();
            int scored =
                    recipe.validationImages() == 0
                            ? images
                            : Math.min(images, recipe.validationImages());
            long times = (stageSteps + recipe.validateEvery() - 1) / recipe.validateEvery();
            validating += times * scored * secondsPerImage;
        }
    }
}
