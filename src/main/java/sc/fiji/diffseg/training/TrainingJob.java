package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.ModelFamilies;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.PlaneFusion;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.SelfTest;
import sc.fiji.diffseg.weights.AtomicFile;

/** A training from a recipe and folders to a model folder, resumable. */
public final class TrainingJob {

    /** What the model's card tells last: what the finished model is worth. */
    static final String SCORE = "validation_dice";

    /** Batches made ahead of the step that is running. */
    private static final int AHEAD = 3;

    private final Recipe recipe;
    private final Path output;
    private final Path work;
    private final Path checkpoint;
    private final TrainingData data;

    /**
     * Scans the data and splits it.
     *
     * @param dataRoot folder that the recipe's folders lie in
     * @param output model folder to write: new, or of this very training
     * @param work folder for the recipe, the checkpoint, the splits and the history; a training
     *     goes on from what it finds there of its own; learning rates and precision may change then
     * @throws IOException in one sentence, if data are missing or a split cannot be kept
     */
    public TrainingJob(Recipe recipe, Path dataRoot, Path output, Path work) throws IOException {
        this.recipe = recipe;
        this.output = output;
        this.work = work;
        checkpoint = work.resolve(KeptTraining.CHECKPOINT);
        data =
                new TrainingData(
                        recipe,
                        dataRoot,
                        new KeptSplits(work.resolve("splits.json"), Files.exists(checkpoint)));
    }

    /** Pairs that are trained on. */
    List<ImagePair> trainingPairs() {
        return data.sets().stream().flatMap(set -> set.pairs().stream()).toList();
    }

    /** Pairs that are kept for validation. */
    List<ImagePair> validationPairs() {
        return data.held().values().stream().flatMap(List::stream).toList();
    }

    /**
     * Trains, and then scores the exported model on all validation images.
     *
     * @param base model to start from, if any
     * @return validation Dice by data set
     */
    public Map<String, MeanScore> run(
            TorchEngine engine, Optional<ModelFolder> base, Progress progress) throws IOException {
        return run(engine, base, TrainingWatcher.NONE, new TrainingControl(), progress);
    }

    /**
     * Trains as {@link #run(TorchEngine, Optional, Progress)}, for a user who looks on.
     *
     * @param watcher is told what happens
     * @param control what the user wants meanwhile
     * @throws IOException in one sentence, if the work folder holds the checkpoint of another
     *     training, the output a model that this one did not make, or anything fails
     */
    public Map<String, MeanScore> run(
            TorchEngine engine,
            Optional<ModelFolder> base,
            TrainingWatcher watcher,
            TrainingControl control,
            Progress progress)
            throws IOException {
        base.ifPresent(this::requireFamily);
        KeptTraining kept = new KeptTraining(recipe, base, output, work);
        kept.require();
        // A training needs the memory more than a model that may be used again.
        ModelKeeper.shared().release();
        Unwritable.require(work);
        Unwritable.require(output);
        AtomicFile.deleteAbandoned(checkpoint);
        if (!kept.hasCheckpoint()) {
            kept.write();
        }
        data.check(control.over(progress));
        Validation validation = validation();
        BestModel observer;
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(engine, manager, base);
            observer =
                    new BestModel(
                            recipe,
                            validation,
                            kept.origin(),
                            watcher,
                            new Previews(recipe, validationPairs()),
                            output,
                            new History(work.resolve("history.csv")));
            WatchedObserver watched = new WatchedObserver(observer, watcher, control);
            data.notices().forEach(watched::noticed);
            Trainer trainer =
                    new Trainer(engine, plan, recipe.settings(), batches(), watched, checkpoint);
            trainer.run(control.over(progress));
        }
        requireInTime(observer.changesTooLate());
        kept.write();
        watcher.scoring();
        return score(engine, validation, observer.account(), control.over(progress));
    }

    /** Loads or initialises the networks. */
    TrainingPlan plan(TorchEngine engine, NDManager manager, Optional<ModelFolder> base)
            throws IOException {
        TrainingPlan plan =
                ModelFamilies.named(recipe.family())
                        .plan(
                                engine,
                                manager,
                                recipe.network(),
                                recipe.method(),
                                base,
                                recipe.seed());
        recipe.requireInputSize(plan.model().divisor());
        return plan;
    }

    /** Scores models on the images kept for it. */
    Validation validation() {
        return new Validation(recipe, data.held());
    }

    private void requireFamily(ModelFolder base) {
        if (!base.description().family().equals(recipe.family())) {
            throw new IllegalArgumentException(
                    "'%s' is of the method %s and cannot be the base of a training of %s: choose another base."
                            .formatted(
                                    base.description().name(),
                                    ModelFamilies.named(base.description().family()).title(),
                                    ModelFamilies.named(recipe.family()).title()));
        }
    }

    private void requireInTime(List<String> changes) throws IOException {
        if (!changes.isEmpty()) {
            throw new IOException(
                    "The training in %s has made all its steps, too late for %s: choose another name or folder for another training."
                            .formatted(work, String.join(" and ", changes)));
        }
    }

    private Map<String, MeanScore> score(
            TorchEngine engine, Validation validation, JsonObject account, Progress progress)
            throws IOException {
        ModelFolder folder = ModelFolder.open(output);
        Map<String, Validation.Scores> scores;
        ModelDescription description;
        try (LoadedModel loaded = LoadedModel.open(folder, engine, progress)) {
            scores = new LinkedHashMap<>(validation.scores(loaded.model(), 0, progress));
            for (Recipe.Scoring scoring : recipe.scores()) {
                SegmentationSettings how = settings(scoring).resolvedFor(loaded.description());
                Validation.Drawing drawing =
                        new Validation.Drawing(
                                how.sampling(),
                                PlaneFusion.choose(how, loaded.model()),
                                how.framing());
                validation
                        .scores(loaded.model(), drawing, scoring.images(), progress)
                        .forEach((set, score) -> scores.put(set + ", " + scoring.name(), score));
            }
            description = SelfTest.write(loaded);
        }
        JsonObject card = description.training();
        card.add("data", data.card());
        Map<String, MeanScore> dice = new LinkedHashMap<>();
        Map<String, MeanScore> iou = new LinkedHashMap<>();
        scores.forEach(
                (name, score) -> {
                    dice.put(name, score.dice());
                    iou.put(name, score.iou());
                });
        card.add(SCORE, Recipe.GSON.toJsonTree(dice));
        card.add("validation_iou", Recipe.GSON.toJsonTree(iou));
        card.addProperty("empty_masks", "both empty count as 1");
        card.add("recipe", recipe.toJson());
        account.entrySet().forEach(entry -> card.add(entry.getKey(), entry.getValue()));
        description.toBuilder()
                .training(card)
                .build()
                .write(output.resolve(ModelDescription.FILE_NAME));
        return dice;
    }

    private static SegmentationSettings settings(Recipe.Scoring scoring) {
        SegmentationSettings settings =
                SegmentationSettings.DEFAULT.withSampling(
                        SamplingSettings.MODEL
                                .withSampler(scoring.sampler())
                                .withSamples(scoring.samples()));
        if (scoring.framing() != null) {
            settings = settings.withFraming(scoring.framing());
        }
        return scoring.fusion().isEmpty()
                ? settings
                : settings.withFusion(Fusion.of(scoring.fusion()));
    }

    /** Where the batches come from. */
    Trainer.Batches batches() {
        BatchSource source =
                new BatchSource(
                        data.sets(),
                        recipe.inputSize(),
                        recipe.batchSize(),
                        recipe.seed(),
                        recipe.augmentation(),
                        new PairCache(recipe.scaling()));
        return (TrainingStage stage, long firstStep) -> {
            Prefetcher prefetcher = new Prefetcher(source, firstStep, AHEAD);
            return new Trainer.Supply() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public TrainingBatch next() {
                    try {
                        return prefetcher.next();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public void close() {
                    prefetcher.close();
                }
            };
        };
    }
}
