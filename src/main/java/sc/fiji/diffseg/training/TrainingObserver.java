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
