package sc.fiji.diffseg.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.model.Author;
import sc.fiji.diffseg.model.Citation;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.Preprocessing;

/** A model's card: what its description says of it, as text for people. */
public final class ModelCard {

    /** Name of the card in a model folder. */
    public static final String FILE_NAME = "MODEL_CARD.md";

    private static final int HASH_DIGITS = 12;

    private ModelCard() {}

    /**
     * Writes a card in Markdown.
     *
     * @param command the command that trained the model, or empty
     */
    public static String markdown(ModelDescription model, String command) {
        StringJoiner card = new StringJoiner("\n", "", "\n");
        card.add("# " + model.name()).add("").add(model.description()).add("");
        card.add("- Method: " + model.family());
        card.add("- Input: " + model.input().width() + " × " + model.input().height() + " pixels");
        card.add("- Framing: " + model.preprocessing().framing());
        card.add("- Scaling: " + scaling(model.preprocessing()));
        card.add("- Licence of the weights: " + model.license());
        for (Author author : model.authors()) {
            card.add("- Made by: " + author.name());
        }
        model.parent().ifPresent(parent -> card.add("- Trained from: " + parent.name()));
        JsonObject training = model.training();
        data(training, card);
        scores(training, card);
        how(training, command, card);
        card.add("").add("## Cite").add("");
        for (Citation citation : model.cite()) {
            card.add("- " + citation.text());
        }
        return card.toString();
    }

    /** Percentiles are a model's own: the choice of that name in the dialogs has others. */
    private static String scaling(Preprocessing preprocessing) {
        String name = preprocessing.scaling();
        return name.equalsIgnoreCase(Scaling.Mode.PERCENTILE.name())
                ? "%s (%s to %s)"
                        .formatted(
                                name, preprocessing.lowPercentile(), preprocessing.highPercentile())
                : name;
    }

    private static void data(JsonObject training, StringJoiner card) {
        if (!training.has("data")) {
            return;
        }
        card.add("").add("## Data").add("");
        card.add("| set | licence | images for training | for validation | split | content |");
        card.add("|---|---|---|---|---|---|");
        for (JsonElement element : training.getAsJsonArray("data")) {
            JsonObject set = element.getAsJsonObject();
            card.add(
                    String.format(
                            "| %s | %s | %s | %s | %s | %s |",
                            text(set, "name"),
                            text(set, "license"),
                            text(set, "training_images"),
                            text(set, "validation_images"),
                            text(set, "split"),
                            content(set)));
        }
    }

    private static String content(JsonObject set) {
        if (!set.has("content")) {
            return "";
        }
        JsonObject content = set.getAsJsonObject("content");
        return "%s to %s pixels, %s of %s masks empty, SHA-256 of all files %s..."
                .formatted(
                        text(content, "smallest"),
                        text(content, "largest"),
                        text(content, "empty_masks"),
                        text(content, "pairs"),
                        text(content, "sha256").substring(0, HASH_DIGITS));
    }

    private static void scores(JsonObject training, StringJoiner card) {
        if (!training.has("validation_dice")) {
            return;
        }
        card.add("").add("## Validation").add("");
        card.add(
                "Dice per image at its own size, mean over the images kept from training; both"
                        + " masks empty count as 1. These images chose the best step, so expect a"
                        + " little less on others.");
        card.add("");
        card.add("| set | images | Dice | 95 % interval (bootstrap) | standard deviation | IoU |");
        card.add("|---|---|---|---|---|---|");
        for (Map.Entry<String, JsonElement> entry :
                training.getAsJsonObject("validation_dice").entrySet()) {
            JsonObject score = entry.getValue().getAsJsonObject();
            JsonObject interval = score.getAsJsonObject("interval");
            card.add(
                    String.format(
                            "| %s | %s | %s | %s to %s | %s | %s |",
                            entry.getKey(),
                            text(score, "count"),
                            number(score, "mean"),
                            number(interval, "lower"),
                            number(interval, "upper"),
                            number(score, "standard_deviation"),
                            iou(training, entry.getKey())));
        }
    }

    private static String iou(JsonObject training, String set) {
        return training.has("validation_iou")
                ? number(training.getAsJsonObject("validation_iou").getAsJsonObject(set), "mean")
                : "";
    }

    private static void how(JsonObject training, String command, StringJoiner card) {
        card.add("").add("## Training").add("");
        if (training.has("recipe")) {
            JsonObject recipe = training.getAsJsonObject("recipe");
            card.add("- Seed: " + text(recipe, "seed"));
            card.add("- Batch size: " + text(recipe, "batch_size"));
            recipe.getAsJsonObject("stages")
                    .entrySet()
                    .forEach(
                            stage ->
                                    card.add(
                                            "- Stage "
                                                    + stage.getKey()
                                                    + ": "
                                                    + text(
                                                            stage.getValue().getAsJsonObject(),
                                                            "steps")
                                                    + " steps"));
        }
        if (training.has("step")) {
            card.add("- Best step of the last stage: " + text(training, "step"));
        }
        if (!command.isEmpty()) {
            card.add("- Command: `" + command + "`");
        }
        if (training.has("notices")) {
            for (JsonElement notice : training.getAsJsonArray("notices")) {
                card.add("- " + notice.getAsString());
            }
        }
        if (training.has("note")) {
            card.add("- " + text(training, "note"));
        }
    }

    private static String text(JsonObject json, String name) {
        return json.has(name) ? json.get(name).getAsString() : "";
    }

    private static String number(JsonObject json, String name) {
        return String.format(Locale.ROOT, "%.3f", json.get(name).getAsDouble());
    }
}
