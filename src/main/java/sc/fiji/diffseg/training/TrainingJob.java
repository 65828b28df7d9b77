package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.Parent;
import sc.fiji.diffseg.network.ModelFamilies;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.segment.PlaneFusion;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.SelfTest;

/** A training from a recipe and folders to a model folder, resumable. */
public final class TrainingJob {

    /** Batches made ahead of the step that is running. */
    private static final int AHEAD = 3;

    private final Recipe recipe;
    private final Path dataRoot;
    private final Path output;
    private final Path work;
    private final List<TrainingSet> sets = new ArrayList<>();
    private final Map<String, List<ImagePair>> held = new LinkedHashMap<>();
    private final JsonArray dataCard = new JsonArray();

    /**
     * Scans the data and splits it.
     *
     * @param dataRoot folder that the recipe's folders lie in
     * @param output model folder to write
     * @param work folder for the checkpoint and the history; a training goes on from what it finds
     */
    public TrainingJob(Recipe recipe, Path dataRoot, Path output, Path work) throws IOException {
        this.recipe = recipe;
        this.dataRoot = dataRoot;
        this.output = output;
        this.work = work;
        for (Recipe.Data data : recipe.data()) {
            add(data);
        }
    }

    private void add(Recipe.Data data) throws IOException {
        PairedFolder folder =
                PairedFolder.scan(
                        dataRoot.resolve(data.images()),
                        dataRoot.resolve(data.masks()),
                        data.name());
        Split split = split(data, folder);
        sets.add(new TrainingSet(data.name(), split.training(), data.cropping(), data.weight()));
        held.put(data.name(), split.validation());
        JsonObject card = new JsonObject();
        card.addProperty("name", data.name());
        card.addProperty("license", data.license());
        card.addProperty("training_images", split.training().size());
        card.addProperty("validation_images", split.validation().size());
        card.addProperty("split", data.split().name().toLowerCase(Locale.ROOT));
        dataCard.add(card);
    }

    private Split split(Recipe.Data data, PairedFolder folder) throws IOException {
        if (data.validationImages() == null) {
            return Split.of(
                    folder.pairs(), recipe.validationFraction(), data.split(), recipe.seed());
        }
        Path images = dataRoot.resolve(data.validationImages());
        String masks = data.validationMasks();
        PairedFolder validation =
                PairedFolder.scan(
                        images, masks == null ? images : dataRoot.resolve(masks), data.name());
        return new Split(
                data.split(), 0, recipe.seed(), folder.pairs(), validation.pairs(), List.of());
    }

    /** Pairs that are trained on. */
    List<ImagePair> trainingPairs() {
        return sets.stream().flatMap(set -> set.pairs().stream()).toList();
    }

    /** Pairs that are kept for validation. */
    List<ImagePair> validationPairs() {
        return held.values().stream().flatMap(List::stream).toList();
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
     */
    public Map<String, MeanScore> run(
            TorchEngine engine,
            Optional<ModelFolder> base,
            TrainingWatcher watcher,
            TrainingControl control,
            Progress progress)
            throws IOException {
        Files.createDirectories(work);
        Validation validation = validation();
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan = plan(engine, manager, base);
            BestModel observer =
                    new BestModel(
                            recipe,
                            validation,
                            base.map(TrainingJob::parent),
                            watcher,
                            new Previews(recipe, validationPairs()),
                            output,
                            work.resolve("history.txt"));
            Trainer trainer =
                    new Trainer(
                            engine,
                            plan,
                            recipe.settings(),
                            batches(),
                            new WatchedObserver(observer, watcher, control),
                            work.resolve("checkpoint.safetensors"));
            trainer.run(control.over(progress));
        }
        watcher.scoring();
        return score(engine, validation, control.over(progress));
    }

    /** Loads or initialises the networks. */
    TrainingPlan plan(TorchEngine engine, NDManager manager, Optional<ModelFolder> base)
            throws IOException {
        return ModelFamilies.named(recipe.family())
                .plan(engine, manager, recipe.network(), recipe.method(), base, recipe.seed());
    }

    /** Scores models on the images kept for it. */
    Validation validation() {
        return new Validation(recipe, held);
    }

    private static Parent parent(ModelFolder base) {
        return new Parent(base.description().name(), base.description().sha256());
    }

    private Map<String, MeanScore> score(
            TorchEngine engine, Validation validation, Progress progress) throws IOException {
        ModelFolder folder = ModelFolder.open(output);
        Map<String, MeanScore> scores;
        ModelDescription description;
        try (LoadedModel loaded = LoadedModel.open(folder, engine, progress)) {
            scores = new LinkedHashMap<>(validation.dice(loaded.model(), 0, progress));
            for (Recipe.Scoring scoring : recipe.scores()) {
                SegmentationSettings how = settings(scoring).resolvedFor(loaded.description());
                Fusion fusion = PlaneFusion.choose(how, loaded.model());
                validation
                        .dice(loaded.model(), how.sampling(), fusion, scoring.images(), progress)
                        .forEach((set, score) -> scores.put(set + ", " + scoring.name(), score));
            }
            description = SelfTest.write(loaded);
        }
        JsonObject card = description.training();
        card.add("data", dataCard);
        card.add("validation_dice", Recipe.GSON.toJsonTree(scores));
        card.addProperty("empty_masks", "both empty count as 1");
        card.add("recipe", recipe.toJson());
        description.toBuilder()
                .training(card)
                .build()
                .write(output.resolve(ModelDescription.FILE_NAME));
        return scores;
    }

    private static SegmentationSettings settings(Recipe.Scoring scoring) {
        SegmentationSettings settings =
                SegmentationSettings.DEFAULT.withSampling(
                        SamplingSettings.MODEL
                                .withSampler(scoring.sampler())
                                .withSamples(scoring.samples()));
        return scoring.fusion().isEmpty()
                ? settings
                : settings.withFusion(Fusion.of(scoring.fusion()));
    }

    /** Where the batches come from. */
    Trainer.Batches batches() {
        BatchSource source =
                new BatchSource(
                        sets,
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
