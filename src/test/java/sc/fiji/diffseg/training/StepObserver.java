package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/** Sees the steps of a training, and validates nothing. */
interface StepObserver extends TrainingObserver {

    @Override
    default void validate(TrainingPlan plan, TrainingStage stage, long step, Progress progress) {}

    @Override
    default JsonObject state() {
        return new JsonObject();
    }

    @Override
    default void restore(JsonObject state) {}
}
