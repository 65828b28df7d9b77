package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import java.util.Map;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/** Who watches a training: keeps its history, validates, and keeps the best model. */
public interface TrainingObserver {

    /**
     * The training is about to begin or to go on.
     *
     * @param sentence something that the user should know about it
     */
    default void noticed(String sentence) {}

    /**
     * A stage is about to begin or to go on.
     *
     * @param firstStep number of the step that comes next, from 1
     * @param steps number of its last step
     */
    default void began(TrainingStage stage, long firstStep, long steps) {}

    /** Returns when the next step may be made; at once unless the user has paused the training. */
    default void awaitStep(Progress progress) {}

    /**
     * Whether the training is to end with its next step, as if that were the last of all, if the
     * model is validated there.
     */
    default boolean isFinishing() {
        return false;
    }

    /**
     * Whether the stage that runs has stopped improving and is to end with the step just made;
     * asked after its validation.
     */
    default boolean isConverged() {
        return false;
    }

    /**
     * A step has been made.
     *
     * @param step number of the step in its stage, from 1
     * @param parts terms of the loss by name
     * @param gradientNorm norm of all gradients before they were clipped
     */
    void stepped(
            TrainingStage stage,
            long step,
            double loss,
            Map<String, Float> parts,
            double gradientNorm);

    /** Scores the model as it predicts now. */
    void validate(TrainingPlan plan, TrainingStage stage, long step, Progress progress);

    /** What a checkpoint keeps for the observer. */
    JsonObject state();

    /** Gives back what {@link #state} said when the training was interrupted. */
    void restore(JsonObject state);
}
