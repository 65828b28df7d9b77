package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import sc.fiji.diffseg.model.Parent;

/**
 * What a training is made from: by it a checkpoint or a model is known as the training's own.
 *
 * @param recipe as in a model card
 * @param parent the model that it started from
 */
record Origin(JsonObject recipe, Optional<Parent> parent) {

    private static final String RECIPE = "recipe";
    private static final String PARENT = "parent";
    private static final String STAGES = "stages";
    private static final String RATE = "learning_rate";
    private static final String PRECISION = "precision";

    /** Fields of a recipe that may be others when a training goes on. */
    private static final Set<String> FREE = Set.of("scores", "checkpoint_every", PRECISION);

    static Origin of(Recipe recipe, Optional<Parent> parent) {
        return new Origin(recipe.toJson(), parent);
    }

    /**
     * From what {@link #toJson} said.
     *
     * @throws com.google.gson.JsonParseException or IllegalArgumentException if it makes no sense
     */
    static Origin of(JsonObject json) {
        return of(
                // By way of a recipe, so that what an earlier version left out is there.
                Recipe.of(json.getAsJsonObject(RECIPE)),
                Optional.ofNullable(Recipe.GSON.fromJson(json.get(PARENT), Parent.class)));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add(RECIPE, recipe);
        parent.ifPresent(p -> json.add(PARENT, Recipe.GSON.toJsonTree(p)));
        return json;
    }

    /**
     * In what this differs from another so that neither can go on with the other's steps; learning
     * rates and precision may change on the way.
     *
     * @return names of the recipe's fields, or {@code base}
     */
    List<String> differences(Origin other) {
        List<String> found = new ArrayList<>();
        if (!parent.map(Parent::sha256).equals(other.parent.map(Parent::sha256))) {
            found.add("base");
        }
        JsonObject here = fixed();
        JsonObject there = other.fixed();
        Set<String> names = new TreeSet<>(here.keySet());
        names.addAll(there.keySet());
        names.removeIf(name -> Objects.equals(here.get(name), there.get(name)));
        found.addAll(names);
        return found;
    }

    private JsonObject fixed() {
        JsonObject fixed = recipe.deepCopy();
        FREE.forEach(fixed::remove);
        JsonObject stages = fixed.getAsJsonObject(STAGES);
        stages.keySet().forEach(name -> stages.getAsJsonObject(name).remove(RATE));
        return fixed;
    }

    /** Learning rates and precision that are others than before, in words. */
    List<String> changesSince(Origin before) {
        List<String> changes = new ArrayList<>();
        for (String stage : recipe.getAsJsonObject(STAGES).keySet()) {
            double now = rate(stage);
            double then = before.rate(stage);
            if (now != then) {
                changes.add(
                        "a learning rate of %s in place of %s in the stage '%s'"
                                .formatted(
                                        StageSettings.text(now), StageSettings.text(then), stage));
            }
        }
        if (!precision().equals(before.precision())) {
            changes.add("%s in place of %s".formatted(precision(), before.precision()));
        }
        return changes;
    }

    private String precision() {
        return recipe.get(PRECISION).getAsString().toLowerCase(Locale.ROOT);
    }

    private double rate(String stage) {
        return recipe.getAsJsonObject(STAGES).getAsJsonObject(stage).get(RATE).getAsDouble();
    }
}
