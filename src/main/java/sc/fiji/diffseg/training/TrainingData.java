package sc.fiji.diffseg.training;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.Hashes;

/** The data sets of a training, found, split, and checked before the first step. */
final class TrainingData {

    private final Recipe recipe;
    private final Path dataRoot;
    private final KeptSplits splits;
    private final Map<String, Split> bySet = new LinkedHashMap<>();
    private final List<TrainingSet> sets = new ArrayList<>();
    private final Map<String, List<ImagePair>> held = new LinkedHashMap<>();
    private final List<String> notices = new ArrayList<>();
    private final JsonArray card = new JsonArray();

    /**
     * Scans and splits; no image is read yet.
     *
     * @param dataRoot folder that the recipe's folders lie in
     * @throws IOException in one sentence, if a folder or a pair that a kept split names is
     *     missing, or two data sets have one name
     * @throws IllegalArgumentException in one sentence, if a data set cannot be split so
     */
    TrainingData(Recipe recipe, Path dataRoot, KeptSplits splits) throws IOException {
        this.recipe = recipe;
        this.dataRoot = dataRoot;
        this.splits = splits;
        for (Recipe.Data data : recipe.data()) {
            if (bySet.containsKey(data.name())) {
                throw new IOException(
                        "The recipe calls two data sets %s: give each a name of its own."
                                .formatted(data.name()));
            }
            Split split = split(data);
            bySet.put(data.name(), split);
            sets.add(
                    new TrainingSet(data.name(), split.training(), data.cropping(), data.weight()));
            held.put(data.name(), split.validation());
        }
        splits.requireAll();
    }

    private Split split(Recipe.Data data) throws IOException {
        List<ImagePair> pairs = scan(data.images(), data.masks(), data.name());
        if (data.validationImages() == null) {
            return splits.of(data.name(), pairs, () -> split(data, pairs));
        }
        String masks = data.validationMasks();
        List<ImagePair> validation =
                scan(
                        data.validationImages(),
                        masks == null ? data.validationImages() : masks,
                        data.name() + ", validation");
        List<ImagePair> all = new ArrayList<>(pairs);
        all.addAll(validation);
        Split.Mode mode = data.split() == null ? Split.Mode.RANDOM : data.split();
        Split apart = new Split(mode, 0, recipe.seed(), pairs, validation, List.of());
        return splits.of(data.name(), all, () -> apart);
    }

    private Split split(Recipe.Data data, List<ImagePair> pairs) throws IOException {
        double fraction = recipe.validationFraction();
        if (data.split() == null) {
            throw new IOException(
                    "The recipe does not say how %s is split: by RANDOM, BLOCKS or GROUPS."
                            .formatted(data.name()));
        }
        if (data.split() != Split.Mode.GROUPS) {
            return Split.of(pairs, fraction, data.split(), recipe.seed());
        }
        if (data.groups() == null) {
            throw new IOException(
                    "The recipe splits %s by groups, but does not say how they are found: add groups."
                            .formatted(data.name()));
        }
        return Split.byGroup(pairs, fraction, data.groups().groups(pairs, dataRoot), recipe.seed());
    }

    private List<ImagePair> scan(String images, String masks, String name) throws IOException {
        return PairedFolder.scan(dataRoot.resolve(images), dataRoot.resolve(masks), name).pairs();
    }

    /** The data sets as they are trained on. */
    List<TrainingSet> sets() {
        return sets;
    }

    /** The pairs kept for validation, by data set. */
    Map<String, List<ImagePair>> held() {
        return held;
    }

    /**
     * Reads all images and masks, so that one that cannot be used is found now and not hours later,
     * and keeps the splits. A training that goes on with the same files only compares their hashes.
     *
     * @throws IOException in one sentence, if a file cannot be used
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    void check(Progress progress) throws IOException {
        for (Recipe.Data data : recipe.data()) {
            Split split = bySet.get(data.name());
            Map<ImagePair, String> hashes =
                    DataSummary.hashes(KeptSplits.all(split), progress.part(0, 0));
            String sha256 = DataSummary.sha256(hashes);
            Optional<JsonObject> known = splits.summary(data.name(), sha256);
            JsonObject summary =
                    known.isPresent() ? known.get() : summary(split, sha256, progress.part(0, 0));
            splits.keep(data.name(), summary);
            card.add(card(data, split, summary, twice(data.name(), split, hashes)));
        }
        splits.write();
        notices.addAll(splits.notices());
    }

    private JsonObject summary(Split split, String sha256, Progress progress) throws IOException {
        DataSummary summary = DataSummary.of(KeptSplits.all(split), recipe.scaling(), progress);
        JsonObject json = Recipe.GSON.toJsonTree(summary).getAsJsonObject();
        json.addProperty("sha256", sha256);
        return json;
    }

    /** Number of validation images whose very file is trained on too, under whatever name. */
    private int twice(String dataSet, Split split, Map<ImagePair, String> hashes) {
        Set<String> trained = new HashSet<>();
        split.training().forEach(pair -> trained.add(image(hashes, pair)));
        int count =
                (int)
                        split.validation().stream()
                                .filter(pair -> trained.contains(image(hashes, pair)))
                                .count();
        if (count > 0) {
            notices.add(
                    ("%d validation images of %s are also trained on, as copies:"
                                    + " remove the copies, or the scores are too high.")
                            .formatted(count, dataSet));
        }
        return count;
    }

    private static String image(Map<ImagePair, String> hashes, ImagePair pair) {
        return hashes.get(pair).split(" ")[0];
    }

    private static JsonObject card(
            Recipe.Data data, Split split, JsonObject summary, int copiesInTraining) {
        JsonObject card = new JsonObject();
        card.addProperty("name", data.name());
        card.addProperty("license", data.license());
        card.addProperty("training_images", split.training().size());
        card.addProperty("validation_images", split.validation().size());
        card.addProperty("skipped_images", split.skipped().size());
        card.addProperty("validation_images_also_trained_on", copiesInTraining);
        card.addProperty(
                "split",
                data.validationImages() == null
                        ? split.mode().name().toLowerCase(Locale.ROOT)
                        : "own folder");
        card.addProperty("split_fraction", split.validationFraction());
        card.addProperty("split_seed", split.seed());
        card.addProperty("split_sha256", Hashes.sha256(split.toJson()));
        card.add("content", summary);
        return card;
    }

    /** What the user should know of the data, in sentences, after {@link #check}. */
    List<String> notices() {
        return List.copyOf(notices);
    }

    /** What the model's card tells of the data, after {@link #check}. */
    JsonArray card() {
        return card;
    }
}
