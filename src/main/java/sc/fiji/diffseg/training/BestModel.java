package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.model.Parent;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * Keeps a training's history as text and its best model as a model folder: the best of the latest
 * stage by the mean of the data sets' validation Dice.
 */
final class BestModel implements TrainingObserver {

    private static final long LOGGED_EVERY = 10;

    private final Recipe recipe;
    private final Validation validation;
    private final Optional<Parent> parent;
    private final TrainingWatcher watcher;
    private final Previews previews;
    private final Path folder;
    private final Path history;
    private String bestStage = "";
    private double best = -1;
    private double lossSum;
    private long lossCount;

    /**
     * Begins.
     *
     * @param parent the model that the training starts from
     * @param watcher is told every validation
     * @param previews made for it after each
     * @param folder model folder to write
     * @param history text file to append to, a line for every few steps and every validation
     */
    BestModel(
            Recipe recipe,
            Validation validation,
            Optional<Parent> parent,
            TrainingWatcher watcher,
            Previews previews,
            Path folder,
            Path history) {
        this.recipe = recipe;
        this.validation = validation;
        this.parent = parent;
        this.watcher = watcher;
        this.previews = previews;
        this.folder = folder;
        this.history = history;
    }

    @Override
    public void noticed(String sentence) {
        append(sentence);
    }

    @Override
    public void stepped(
            TrainingStage stage,
            long step,
            double loss,
            Map<String, Float> parts,
            double gradientNorm) {
        lossSum += loss;
        lossCount++;
        if (step % LOGGED_EVERY == 0) {
            StringJoiner terms = new StringJoiner(" ");
            parts.forEach((name, value) -> terms.add(name + "=" + format(value)));
            log(stage, step, "loss=" + format(lossSum / lossCount) + " " + terms);
            lossSum = 0;
            lossCount = 0;
        }
    }

    @Override
    public void validate(TrainingPlan plan, TrainingStage stage, long step, Progress progress) {
        try {
            Map<String, Validation.Scores> scores =
                    validation.scores(plan.model(), recipe.validationImages(), progress);
            double mean = mean(scores, Validation.Scores::dice);
            StringJoiner line = new StringJoiner(" ");
            scores.forEach((name, score) -> line.add(name + "=" + format(score.dice().mean())));
            if (!stage.name().equals(bestStage)) {
                bestStage = stage.name();
                best = -1;
            }
            log(stage, step, "validation Dice " + line + (mean > best ? " (best)" : ""));
            watcher.validated(
                    stage.name(), step, mean, mean(scores, Validation.Scores::iou), mean > best);
            if (mean > best) {
                best = mean;
                JsonObject card = new JsonObject();
                card.addProperty("step", step);
                ModelExport.write(folder, recipe, plan, parent, card);
            }
            if (watcher.previews() > 0) {
                watcher.previewed(
                        stage.name(),
                        step,
                        previews.make(plan.model(), watcher.previews(), progress));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double mean(
            Map<String, Validation.Scores> scores, Function<Validation.Scores, MeanScore> which) {
        return scores.values().stream()
                .mapToDouble(score -> which.apply(score).mean())
                .average()
                .orElse(0);
    }

    @Override
    public JsonObject state() {
        JsonObject state = new JsonObject();
        state.addProperty("best", best);
        state.addProperty("best_stage", bestStage);
        return state;
    }

    @Override
    public void restore(JsonObject state) {
        best = state.get("best").getAsDouble();
        bestStage = state.get("best_stage").getAsString();
    }

    private void log(TrainingStage stage, long step, String text) {
        append(stage.name() + " " + step + ": " + text);
    }

    private void append(String line) {
        try {
            Files.writeString(
                    history,
                    line + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
