package sc.fiji.diffseg.training;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.List;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.Preprocessing;

/**
 * A training as its user describes it: a few choices, of which a {@link Recipe} is made.
 *
 * @param name what users will call the model
 * @param data what it learns from
 * @param start what it starts from
 * @param presentation how images are put before it
 * @param effort how long and how fast it learns
 * @param methodSettings the method's settings that are not as in the paper, as {@code key=value}
 *     pairs, or {@code as base}; usually empty
 */
public record FineTuning(
        String name,
        FineTuningData data,
        StartingPoint start,
        Presentation presentation,
        Effort effort,
        String methodSettings) {

    /** Validation images that are scored while training; all of them are at the end. */
    private static final int VALIDATION_IMAGES = 16;

    /**
     * The recipe, whose folders are relative to the data's root.
     *
     * @throws IllegalArgumentException in one sentence, if a setting makes no sense
     */
    public Recipe recipe() {
        MethodText settings = MethodText.parse(methodSettings, start);
        JsonObject network = start.network();
        settings.network().entrySet().forEach(e -> network.add(e.getKey(), e.getValue()));
        Preprocessing preprocessing = presentation.preprocessing(start.preprocessing());

        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("description", description());
        json.addProperty("license", "");
        json.add("authors", new JsonArray());
        json.add("cite", cite());
        json.addProperty("family", start.family().name());
        json.add("network", network);
        json.add("method", settings.method());
        json.addProperty("input_size", inputSize());
        json.addProperty("batch_size", effort.batchSize());
        json.add("preprocessing", json(preprocessing));
        json.add("sampling", start.sampling());
        json.add("data", data(preprocessing));
        json.addProperty("validation_fraction", data.validationFraction());
        json.addProperty("validation_images", VALIDATION_IMAGES);
        json.add("augmentation", json(presentation.augmentation()));
        json.add("stages", stages(settings.method()));
        json.addProperty("seed", effort.seed());
        json.addProperty("precision", effort.precision().name());
        json.addProperty("average_decay", effort.averageDecay());
        json.addProperty("validate_every", effort.validation());
        json.addProperty("checkpoint_every", effort.checkpoint());
        json.addProperty("patience", effort.patience());
        try {
            return Recipe.of(json);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(
                    "A method setting has a value that makes no sense: " + e.getMessage() + ".", e);
        }
    }

    private int inputSize() {
        return presentation.inputSize() > 0 ? presentation.inputSize() : start.inputSize();
    }

    private String description() {
        return start.base().isPresent()
                ? "Fine-tuned from '" + start.name() + "'."
                : "Trained " + start.name() + ".";
    }

    private JsonElement cite() {
        return start.base()
                .map(base -> base.description())
                .map(ModelDescription::cite)
                .<JsonElement>map(Recipe.GSON::toJsonTree)
                .orElseGet(JsonArray::new);
    }

    private JsonArray data(Preprocessing preprocessing) {
        JsonObject set = new JsonObject();
        set.addProperty("name", data.name());
        set.addProperty("images", data.seenFromRoot(data.images()));
        set.addProperty("masks", data.seenFromRoot(data.masks()));
        set.addProperty("license", "");
        set.addProperty("split", data.split().name());
        set.add("cropping", json(Presentation.cropping(preprocessing)));
        set.addProperty("weight", 1);
        data.validationImages()
                .ifPresent(f -> set.addProperty("validation_images", data.seenFromRoot(f)));
        data.validationMasks()
                .ifPresent(f -> set.addProperty("validation_masks", data.seenFromRoot(f)));
        data.grouping().ifPresent(grouping -> set.add("groups", json(grouping)));
        JsonArray sets = new JsonArray();
        sets.add(set);
        return sets;
    }

    private JsonObject stages(JsonObject method) {
        JsonObject stages = new JsonObject();
        List<String> names = start.stages(method);
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            long steps = last ? effort.steps() : effort.firstStageSteps();
            stages.add(names.get(i), json(effort.stage(steps)));
        }
        return stages;
    }

    private static JsonElement json(Object value) {
        return Recipe.GSON.toJsonTree(value);
    }
}
