package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * Keeps a training's history and its best model as a model folder: the best of the latest stage by
 * the mean of the data sets' validation Dice, or the latest model where nothing is kept for
 * validation.
 */
final class BestModel implements TrainingObserver {

    /** What a checkpoint keeps of what the training is made from. */
    static final String ORIGIN = "origin";

    /** What the model's card tells first: the step that made the model. */
    static final String STEP = "step";

    private static final String LOSS = "loss";
    private static final String DICE = "Dice ";
    private static final String IOU = "IoU ";

    private final Recipe recipe;
    private final Validation validation;
    private final Origin origin;
    private final TrainingWatcher watcher;
    private final Previews previews;
    private final Path folder;
    private final History history;
    private final List<String> notices = new ArrayList<>();
    private List<String> changes = List.of();
    private String bestStage = "";
    private double best;
    private String validated = "";
    private int waited;
    private boolean historyTold;

    /**
     * Begins.
     *
     * @param origin what the training is made from
     * @param watcher is told every validation
     * @param previews made for it after each
     * @param folder model folder to write
     * @param history gets a row for every step
     */
    BestModel(
            Recipe recipe,
            Validation validation,
            Origin origin,
            TrainingWatcher watcher,
            Previews previews,
            Path folder,
            History history) {
        this.recipe = recipe;
        this.validation = validation;
        this.origin = origin;
        this.watcher = watcher;
        this.previews = previews;
        this.folder = folder;
        this.history = history;
    }

    @Override
    public void noticed(String sentence) {
        if (!notices.contains(sentence)) {
            notices.add(sentence);
        }
    }

    @Override
    public void began(TrainingStage stage, long firstStep, long steps) {
        if (!changes.isEmpty()) {
            String sentence =
                    "From step %d of the stage '%s' on, this training goes on with %s."
                            .formatted(firstStep, stage.name(), String.join(" and ", changes));
            noticed(sentence);
            watcher.noticed(sentence);
            changes = List.of();
        }
    }

    /** Learning rates and precision that were to change, but that no step was left for. */
    List<String> changesTooLate() {
        return changes;
    }

    @Override
    public boolean isConverged() {
        return recipe.patience() > 0 && waited >= recipe.patience();
    }

    @Override
    public void stepped(
            TrainingStage stage,
            long step,
            double loss,
            Map<String, Float> parts,
            double gradientNorm) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(LOSS, loss);
        // In the order of their names: that of a map may differ from one Java process to another.
        new TreeMap<>(parts).forEach((name, value) -> values.put(name, value.doubleValue()));
        values.put("gradient_norm", gradientNorm);
        values.put("learning_rate", recipe.stages().get(stage.name()).learningRateAt(step));
        try {
            history.add(stage.name(), step, values);
        } catch (IOException e) {
            tellOnce(e);
        }
    }

    /** The history can wait; a notice in the model's card would outlive the reason. */
    private void tellOnce(IOException e) {
        if (!historyTold) {
            watcher.noticed(Unwritable.notice(e, "the history", history.file()));
            historyTold = true;
        }
    }

    @Override
    public void validate(TrainingPlan plan, TrainingStage stage, long step, Progress progress) {
        String now = stage.name() + " " + step;
        if (now.equals(validated)) {
            // Done already, before the training was interrupted.
            return;
        }
        try {
            Map<String, Validation.Scores> scores =
                    validation.scores(plan.model(), recipe.validationImages(), progress);
            double mean = mean(scores, Validation.Scores::dice);
            boolean better = scores.isEmpty() || !stage.name().equals(bestStage) || mean > best;
            remember(scores);
            if (better) {
                export(plan, step);
            }
            waited = better ? 0 : waited + 1;
            best = better ? mean : best;
            bestStage = stage.name();
            validated = now;
            watcher.validated(
                    stage.name(), step, mean, mean(scores, Validation.Scores::iou), better);
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

    private void remember(Map<String, Validation.Scores> scores) {
        Map<String, Double> values = new LinkedHashMap<>();
        scores.forEach(
                (set, score) -> {
                    values.put(DICE + set, score.dice().mean());
                    values.put(IOU + set, score.iou().mean());
                });
        try {
            history.addToLast(values);
        } catch (IOException e) {
            tellOnce(e);
        }
    }

    private void export(TrainingPlan plan, long step) {
        JsonObject card = new JsonObject();
        card.addProperty(STEP, step);
        card.add("recipe", origin.recipe());
        try {
            ModelExport.write(folder, recipe, plan, origin.parent(), card);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    Unwritable.because(
                            e, "the best model so far", folder, "what was written before stands"));
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
        state.add(ORIGIN, origin.toJson());
        state.addProperty("best", best);
        state.addProperty("best_stage", bestStage);
        state.addProperty("validated", validated);
        state.addProperty("waited", waited);
        state.addProperty("history", history.size());
        state.add("notices", Recipe.GSON.toJsonTree(notices));
        return state;
    }

    @Override
    public void restore(JsonObject state) {
        if (state.has(ORIGIN)) {
            changes = origin.changesSince(Origin.of(state.getAsJsonObject(ORIGIN)));
        }
        best = state.get("best").getAsDouble();
        bestStage = state.get("best_stage").getAsString();
        if (!state.has("history")) {
            // A checkpoint of an earlier version: its history was another file.
            return;
        }
        validated = state.get("validated").getAsString();
        waited = state.get("waited").getAsInt();
        state.getAsJsonArray("notices").forEach(notice -> noticed(notice.getAsString()));
        try {
            history.goOn(state.get("history").getAsInt());
            history.recall(LOSS, columns(DICE), columns(IOU), watcher);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> columns(String score) {
        return recipe.data().stream().map(data -> score + data.name()).toList();
    }

    /** What the model's card tells of the training's course. */
    JsonObject account() {
        JsonObject account = new JsonObject();
        List<String> columns = new ArrayList<>(columns(DICE));
        columns.addAll(columns(IOU));
        account.add("curve", history.curve(LOSS, columns));
        account.add("notices", Recipe.GSON.toJsonTree(notices));
        return account;
    }
}
