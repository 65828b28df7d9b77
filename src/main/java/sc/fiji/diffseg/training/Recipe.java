package sc.fiji.diffseg.training;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.model.Author;
import sc.fiji.diffseg.model.Citation;
import sc.fiji.diffseg.model.Preprocessing;
import sc.fiji.diffseg.segment.FramingChoice;

/**
 * All of a training but the place of its data, as one JSON file: with the same data, the same
 * recipe makes the same model.
 *
 * @param name what users call the model
 * @param description what the model is for
 * @param license SPDX identifier of the licence of the weights
 * @param authors who made it
 * @param cite what to cite
 * @param family the method
 * @param network sizes of the networks, as the family defines them
 * @param method the method's own settings
 * @param inputSize width and height of the training images
 * @param batchSize images per step
 * @param preprocessing how images become the network's input
 * @param sampling how the model draws masks where the user does not say, as the family defines it;
 *     may be absent
 * @param scores further ways of drawing and fusing masks in which the finished model is scored; may
 *     be absent
 * @param data the data sets
 * @param validationFraction share of every data set that is kept for validation
 * @param validationImages number of images per data set that are scored while training; all of them
 *     are at the end
 * @param augmentation random changes of the training images
 * @param stages length and speed of every stage
 * @param seed of everything random
 * @param precision arithmetic while training
 * @param averageDecay highest decay of the running average of the weights
 * @param validateEvery steps between validations
 * @param checkpointEvery steps between checkpoints
 * @param patience validations without a better one after which a stage ends early; 0 or absent for
 *     never
 */
public record Recipe(
        String name,
        String description,
        String license,
        List<Author> authors,
        List<Citation> cite,
        String family,
        JsonObject network,
        JsonObject method,
        int inputSize,
        int batchSize,
        Preprocessing preprocessing,
        JsonObject sampling,
        List<Scoring> scores,
        List<Data> data,
        double validationFraction,
        int validationImages,
        Augmentation augmentation,
        Map<String, StageSettings> stages,
        long seed,
        Precision precision,
        double averageDecay,
        long validateEvery,
        long checkpointEvery,
        int patience) {

    /**
     * A data set of a recipe.
     *
     * @param name for the model card
     * @param images folder of the images, relative to the place of the data
     * @param masks folder of the masks or label images, likewise
     * @param license under which the data were published
     * @param split how validation images are chosen
     * @param cropping what part of a plane is shown
     * @param weight how often it is drawn relative to the others
     * @param validationImages folder of the images to validate on, relative to the place of the
     *     data; absent to take some of the others
     * @param validationMasks folder of their masks; absent if they lie among them
     * @param groups how the groups of a split by groups are found; absent for other splits
     */
    public record Data(
            String name,
            String images,
            String masks,
            String license,
            Split.Mode split,
            Cropping cropping,
            double weight,
            String validationImages,
            String validationMasks,
            Grouping groups) {}

    /**
     * A way of drawing and fusing masks.
     *
     * @param name for the model card
     * @param sampler as the family defines it; empty for the model's own
     * @param samples masks per plane; 0 for the model's own number
     * @param fusion how they become one; empty for the model's own
     * @param framing how images are put before the network; absent for the model's own
     * @param images images per data set, evenly spread over its order; 0 or absent for all
     */
    public record Scoring(
            String name,
            String sampler,
            int samples,
            String fusion,
            FramingChoice framing,
            int images) {}

    static final Gson GSON =
            new GsonBuilder()
                    .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                    .setPrettyPrinting()
                    .disableHtmlEscaping()
                    .create();

    /**
     * Reads a recipe, which may be told by what it has unlike another one: {@code "like":
     * "FILE.json"} names that one, relative to this file.
     *
     * @throws IOException in one sentence, if a file cannot be read or a value makes no sense
     */
    public static Recipe read(Path file) throws IOException {
        try {
            return of(RecipeFile.read(file));
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new IOException(
                    "The training recipe %s cannot be used: %s."
                            .formatted(file, e.getMessage().replaceFirst("\\.$", "")),
                    e);
        }
    }

    /**
     * A recipe from its JSON.
     *
     * @throws JsonParseException or IllegalArgumentException if a name is unknown or missing, or a
     *     value makes no sense
     */
    static Recipe of(JsonObject json) {
        KnownKeys.require(json, Recipe.class);
        Recipe recipe = parsed(json);
        recipe.requireWhole();
        return recipe.complete();
    }

    private static Recipe parsed(JsonObject json) {
        try {
            return GSON.fromJson(json, Recipe.class);
        } catch (JsonParseException e) {
            throw e;
        } catch (RuntimeException e) {
            // Gson hides what the constructor of a record says.
            Throwable said = e;
            while (said.getCause() != null) {
                said = said.getCause();
            }
            throw new JsonParseException(said.getMessage(), e);
        }
    }

    private void requireWhole() {
        require(family != null, "family");
        require(inputSize >= 1, "input_size of at least 1");
        require(batchSize >= 1, "batch_size of at least 1");
        require(preprocessing != null, "preprocessing");
        require(augmentation != null, "augmentation");
        require(stages != null, "stages");
        require(precision != null, "precision: FLOAT32, BFLOAT16 or AUTO");
        require(validateEvery >= 1, "validate_every of at least 1");
        require(checkpointEvery >= 1, "checkpoint_every of at least 1");
        require(data != null && !data.isEmpty(), "data");
        for (Data set : data) {
            require(set.images != null, "images of a data set");
            require(set.split != null, "split of a data set");
            require(set.cropping != null, "cropping of a data set");
        }
    }

    private static void require(boolean given, String what) {
        if (!given) {
            throw new JsonParseException("it lacks its " + what);
        }
    }

    /** The same with nothing absent. */
    private Recipe complete() {
        return new Recipe(
                name,
                description,
                license,
                authors,
                cite,
                family,
                network == null ? new JsonObject() : network,
                method == null ? new JsonObject() : method,
                inputSize,
                batchSize,
                preprocessing,
                sampling == null ? new JsonObject() : sampling,
                scores == null ? List.of() : scores,
                data,
                validationFraction,
                validationImages,
                augmentation,
                stages,
                seed,
                precision,
                averageDecay,
                validateEvery,
                checkpointEvery,
                patience);
    }

    /** This recipe with another seed: other weights to begin with, other noise, another split. */
    public Recipe withSeed(long other) {
        JsonObject json = GSON.toJsonTree(this).getAsJsonObject();
        json.addProperty("seed", other);
        return GSON.fromJson(json, Recipe.class);
    }

    /**
     * Makes sure that networks can see images of this recipe's size.
     *
     * @param divisor what the sides must be multiples of
     * @throws IllegalArgumentException in one sentence, if not
     */
    void requireInputSize(int divisor) {
        int below = inputSize / divisor * divisor;
        if (below != inputSize || inputSize <= 0) {
            throw new IllegalArgumentException(
                    "These networks see images whose sides are multiples of %d, and the input size is %d: choose %s%d."
                            .formatted(
                                    divisor,
                                    inputSize,
                                    below > 0 ? below + " or " : "",
                                    Math.max(below, 0) + divisor));
        }
    }

    /** The settings of the training loop. */
    TrainingSettings settings() {
        return new TrainingSettings(
                stages,
                AdamW.DEFAULT,
                TrainingSettings.GRADIENT_LIMIT,
                averageDecay,
                seed,
                precision,
                validateEvery,
                checkpointEvery);
    }

    /** The scaling of pixel values to [0,1]. */
    Scaling scaling() {
        return Scaling.of(preprocessing);
    }

    /** How planes of a size are put before the network. */
    Framing framing(FramingChoice choice, int width, int height) {
        return choice.of(preprocessing, width, height, inputSize, inputSize);
    }

    /** This recipe as it stands in a model card: of files, such as a teacher's, only the names. */
    JsonObject toJson() {
        JsonObject json = GSON.toJsonTree(this).getAsJsonObject();
        json.add("method", withoutFolders(method));
        return json;
    }

    private static JsonObject withoutFolders(JsonObject settings) {
        JsonObject told = settings.deepCopy();
        for (String name : settings.keySet()) {
            JsonElement value = settings.get(name);
            if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
                told.addProperty(name, value.getAsString().replaceFirst(".*[/\\\\]", ""));
            }
        }
        return told;
    }
}
