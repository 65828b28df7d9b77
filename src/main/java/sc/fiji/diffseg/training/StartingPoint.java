package sc.fiji.diffseg.training;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.model.Preprocessing;
import sc.fiji.diffseg.network.ModelFamilies;
import sc.fiji.diffseg.network.ModelFamily;
import sc.fiji.diffseg.network.TrainingChoices;
import sc.fiji.diffseg.segment.ModelChoice;

/**
 * What a training starts from: a model, or networks of a named size without one.
 *
 * @param family the method
 * @param base the model, or empty to start from nothing
 * @param size the named size if there is no model
 */
public record StartingPoint(
        ModelFamily family, Optional<ModelFolder> base, Optional<TrainingChoices.Size> size) {

    private static final String SCRATCH = "from scratch: ";

    /** How images are put before a network that starts from nothing, unless the user says. */
    private static final Preprocessing FROM_SCRATCH =
            new Preprocessing("percentile", 0.2, 99.8, Preprocessing.WHOLE, 0.25);

    /**
     * What can be started from here, in words for a user: the installed models by their names, and
     * for every method {@code from scratch: METHOD SIZE}.
     */
    public static List<String> offered(ModelStore store) {
        List<String> words = new ArrayList<>();
        for (InstalledModel model : store.list()) {
            model.description().map(ModelDescription::name).ifPresent(words::add);
        }
        for (ModelFamily family : ModelFamilies.all()) {
            family.trainingChoices().sizes().forEach(size -> words.add(words(family, size)));
        }
        return words.stream().distinct().toList();
    }

    private static String words(ModelFamily family, TrainingChoices.Size size) {
        return SCRATCH + family.title() + " " + size.name();
    }

    /**
     * Understands a user's words.
     *
     * @param words one of {@link #offered}, upper case or lower, or the path of any model folder
     * @throws IOException in one sentence, if there is no such model or it cannot be used
     */
    public static StartingPoint of(ModelStore store, String words, Progress progress)
            throws IOException {
        for (ModelFamily family : ModelFamilies.all()) {
            for (TrainingChoices.Size size : family.trainingChoices().sizes()) {
                if (words.trim().equalsIgnoreCase(words(family, size))) {
                    return new StartingPoint(family, Optional.empty(), Optional.of(size));
                }
            }
        }
        if (words.trim().toLowerCase(Locale.ROOT).startsWith(SCRATCH.trim())) {
            throw new IOException(
                    "Nothing is called '%s': choose one of %s."
                            .formatted(
                                    words,
                                    String.join(
                                            ", ",
                                            offered(store).stream()
                                                    .filter(offer -> offer.startsWith(SCRATCH))
                                                    .toList())));
        }
        return of(ModelChoice.findToTrain(store, words, progress));
    }

    /** Starts from a model. */
    public static StartingPoint of(ModelFolder base) {
        ModelFamily family = ModelFamilies.named(base.description().family());
        return new StartingPoint(family, Optional.of(base), Optional.empty());
    }

    /** What users call the method. */
    public String title() {
        return family.title();
    }

    /** What users call it. */
    public String name() {
        return base.map(model -> model.description().name())
                .orElseGet(() -> words(family, size.orElseThrow()));
    }

    /** Width and height of the training images, unless the user chooses another. */
    int inputSize() {
        return base.map(model -> model.description().input().width())
                .orElseGet(() -> size.orElseThrow().inputSize());
    }

    /** How images become the network's input, unless the user says. */
    Preprocessing preprocessing() {
        return base.map(model -> model.description().preprocessing()).orElse(FROM_SCRATCH);
    }

    /** How masks are drawn, as the family defines it. */
    JsonObject sampling() {
        return base.map(model -> model.description().sampling()).orElseGet(JsonObject::new);
    }

    /** Sizes of the networks that start from nothing; with a base they are its own. */
    JsonObject network() {
        return size.map(TrainingChoices.Size::network).orElseGet(JsonObject::new).deepCopy();
    }

    /** The method's settings that the base was trained with, as far as it tells. */
    JsonObject methodOfBase() {
        return base.map(model -> model.description().training().getAsJsonObject("recipe"))
                .map(recipe -> recipe.getAsJsonObject("method"))
                .orElseGet(JsonObject::new)
                .deepCopy();
    }

    /** Names of the stages that run, in order. */
    List<String> stages(JsonObject method) {
        return family.stages(method, base.map(ModelFolder::description));
    }

    /** Where the base lies, if there is one. */
    Optional<Path> folder() {
        return base.map(ModelFolder::folder);
    }
}
