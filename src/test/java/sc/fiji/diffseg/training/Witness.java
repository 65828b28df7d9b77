package sc.fiji.diffseg.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/** Remembers what a training did, and interferes with it. */
final class Witness implements StepObserver {

    /** What happens after a step. */
    interface AfterStep {
        void made(String step) throws IOException;
    }

    final List<String> steps = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    final List<Double> norms = new ArrayList<>();
    final Map<String, Float> lastParts = new LinkedHashMap<>();
    final List<String> validations = new ArrayList<>();
    final List<String> notices = new ArrayList<>();
    Runnable duringValidation = () -> {};
    AfterStep afterStep = step -> {};
    boolean finishing;
    boolean converged;

    /** Forgets what happened. */
    void clear() {
        List.of(steps, losses, norms, validations, notices).forEach(List::clear);
    }

    /** Mean loss of some steps of a stage, which are counted from 0. */
    double mean(String stage, int from, int to) {
        return IntStream.range(0, steps.size())
                .filter(i -> steps.get(i).startsWith(stage + " "))
                .skip(from)
                .limit(to - from)
                .mapToDouble(losses::get)
                .average()
                .orElseThrow();
    }

    @Override
    public void noticed(String sentence) {
        notices.add(sentence);
    }

    @Override
    public boolean isFinishing() {
        return finishing;
    }

    @Override
    public boolean isConverged() {
        return converged;
    }

    @Override
    public void stepped(
            TrainingStage stage,
            long step,
            double loss,
            Map<String, Float> parts,
            double gradientNorm) {
        steps.add(stage.name() + " " + step);
        losses.add(loss);
        norms.add(gradientNorm);
        lastParts.clear();
        lastParts.putAll(parts);
        try {
            afterStep.made(stage.name() + " " + step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void validate(TrainingPlan plan, TrainingStage stage, long step, Progress progress) {
        duringValidation.run();
        progress.checkCancelled();
        validations.add(stage.name() + " " + step);
    }
}
