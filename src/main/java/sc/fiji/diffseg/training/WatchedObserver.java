package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import java.util.Map;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/** An observer whose training a user watches and controls. */
record WatchedObserver(TrainingObserver observer, TrainingWatcher watcher, TrainingControl control)
        implements TrainingObserver {

    @Override
    public void noticed(String sentence) {
        observer.noticed(sentence);
        watcher.noticed(sentence);
    }

    @Override
    public void began(TrainingStage stage, long firstStep, long steps) {
        observer.began(stage, firstStep, steps);
        watcher.began(stage.name(), firstStep, steps, stage.validated());
    }

    @Override
    public void awaitStep(Progress progress) {
        control.await(progress);
    }

    @Override
    public boolean isFinishing() {
        return control.isFinishing() || observer.isFinishing();
    }

    @Override
    public boolean isConverged() {
        return observer.isConverged();
    }

    @Override
    public void stepped(
            TrainingStage stage,
            long step,
            double loss,
            Map<String, Float> parts,
            double gradientNorm) {
        observer.stepped(stage, step, loss, parts, gradientNorm);
        watcher.stepped(stage.name(), step, loss);
    }

    @Override
    public void validate(TrainingPlan plan, TrainingStage stage, long step, Progress progress) {
        observer.validate(plan, stage, step, progress);
    }

    @Override
    public JsonObject state() {
        return observer.state();
    }

    @Override
    public void restore(JsonObject state) {
        observer.restore(state);
    }
}
