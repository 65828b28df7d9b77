package sc.fiji.diffseg.training;

import sc.fiji.diffseg.Precision;

/**
 * How long and how fast a training learns.
 *
 * @param steps of the last stage, at least 1
 * @param firstStageSteps of a stage before it, where the method has one; 0 to leave it out
 * @param learningRate at its highest, above 0; a stage rises to it over the first twentieth of its
 *     steps, but at most 60, and falls along half a cosine to the end
 * @param batchSize images per step, at least 1
 * @param validateEvery steps between validations; 0 for a tenth of the steps of the last stage
 * @param patience validations without a better one after which a stage ends early; 0 for never
 * @param seed of everything random
 * @param precision arithmetic of the networks
 */
public record Effort(
        long steps,
        long firstStageSteps,
        double learningRate,
        int batchSize,
        long validateEvery,
        int patience,
        long seed,
        Precision precision) {

    /** What a training of a small model takes if its user has no other wish. */
    public static final Effort DEFAULT = new Effort(1000, 500, 3e-4, 4, 0, 0, 1, Precision.AUTO);

    private static final int LONGEST_WARM_UP = 60;
    private static final long CHECKPOINT_EVERY = 100;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException in one sentence, if a value lies outside its range
     */
    public Effort {
        require(steps >= 1, "at least 1 step");
        require(firstStageSteps >= 0, "at least 0 steps of the first stage");
        require(learningRate > 0 && learningRate < 1, "a learning rate above 0 and below 1");
        require(batchSize >= 1, "at least 1 image per step");
        require(validateEvery >= 0, "at least 0 steps between validations");
        require(patience >= 0, "a patience of at least 0 validations");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("A training needs " + what + ".");
        }
    }

    /** A stage of some steps. */
    StageSettings stage(long stageSteps) {
        long warmUp = Math.min(LONGEST_WARM_UP, stageSteps / 20);
        return new StageSettings(stageSteps, learningRate, warmUp, StageSettings.COSINE);
    }

    /** Steps between validations. */
    long validation() {
        return validateEvery > 0 ? validateEvery : Math.max(1, steps / 10);
    }

    /** Steps between checkpoints. */
    long checkpoint() {
        return CHECKPOINT_EVERY;
    }

    /** Decay of the running average of the weights, which looks back over part of the training. */
    double averageDecay() {
        return Math.min(TrainingSettings.AVERAGE_DECAY, Math.max(0, 1 - 8.0 / steps));
    }
}
