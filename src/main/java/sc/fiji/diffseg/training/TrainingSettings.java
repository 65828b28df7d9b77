package sc.fiji.diffseg.training;

import java.util.Map;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.AdamW;

/**
 * How a training runs, apart from the data and the method's own settings.
 *
 * @param stages by the name of the stage
 * @param optimizer constants of AdamW
 * @param gradientLimit norm that the gradients of a step are clipped to
 * @param averageDecay highest decay of the running average of the weights
 * @param seed of the data order, the augmentation, the noise and the dropout
 * @param precision arithmetic of the networks; the parameters stay float32
 * @param validateEvery steps between validations
 * @param checkpointEvery steps between checkpoints
 */
public record TrainingSettings(
        Map<String, StageSettings> stages,
        AdamW optimizer,
        double gradientLimit,
        double averageDecay,
        long seed,
        Precision precision,
        long validateEvery,
        long checkpointEvery) {

    /** LEAF's highest decay of the running average. */
    public static final double AVERAGE_DECAY = 0.9999;

    /** LEAF's limit of the gradients' norm. */
    public static final double GRADIENT_LIMIT = 1;

    /** Copies the stages. */
    public TrainingSettings {
        stages = Map.copyOf(stages);
    }

    /**
     * The decay of the running average after a step: 0 after the first, then s/(9+s) up to the
     * highest, as in the published code.
     *
     * @param step number of the step, from 1
     */
    public double averageDecayAt(long step) {
        return step == 1 ? 0 : Math.min(averageDecay, step / (9.0 + step));
    }
}
