package sc.fiji.diffseg.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Model descriptions to and from JSON. */
final class DescriptionJson {

    /** Axes of an input, in BioImage.IO's letters: batch, channel, y, x. */
    private static final String AXES = "bcyx";

    private DescriptionJson() {}

    /**
     * Reads a description; unknown fields are ignored.
     *
     * @throws InvalidField if a field is missing or invalid
     */
    static ModelDescription fromJson(JsonObject json) {
        Fields fields = new Fields(json, "");
        List<ModelInput> inputs = fields.list("inputs", DescriptionJson::input);
        if (inputs.size() != 1) {
            throw new InvalidField(
                    "the field 'inputs' has " + inputs.size() + " entries instead of one");
        }
        return new ModelDescription(
                fields.text("format_version"),
                fields.text("name"),
                fields.textOrEmpty("description"),
                fields.list(
                        "authors", f -> new Author(f.text("name"), f.textOrEmpty("affiliation"))),
                fields.list("cite", f -> new Citation(f.text("text"), f.textOrEmpty("doi"))),
                fields.textOrEmpty("license"),
                fields.textsOrNone("tags"),
                fields.textOrEmpty("timestamp"),
                fields.textOrEmpty("version"),
                inputs.get(0),
                fields.list("weights", DescriptionJson::file),
                parent(fields),
                fields.list("test_inputs", DescriptionJson::file),
                fields.list("test_outputs", DescriptionJson::file),
                fields.text("family"),
                fields.truthOrFalse("base"),
                fields.object("network"),
                fields.objectOrEmpty("sampling"),
                preprocessing(fields.fields("preprocessing")),
                fields.objectOrEmpty("training"),
                fields.objectOrEmpty("config"));
    }

    /** Writes a description; what is empty is left out. */
    static JsonObject toJson(ModelDescription model) {
        JsonObject json = new JsonObject();
        json.addProperty("format_version", model.formatVersion());
        json.addProperty("name", model.name());
        addText(json, "description", model.description());
        addList(json, "authors", model.authors(), DescriptionJson::toJson);
        addList(json, "cite", model.cite(), DescriptionJson::toJson);
        addText(json, "license", model.license());
        addList(json, "tags", model.tags(), JsonPrimitive::new);
        addText(json, "timestamp", model.timestamp());
        addText(json, "version", model.version());
        addList(json, "inputs", List.of(model.input()), DescriptionJson::toJson);
        addList(json, "weights", model.weights(), DescriptionJson::toJson);
        model.parent().ifPresent(parent -> json.add("parent", toJson(parent)));
        addList(json, "test_inputs", model.testInputs(), DescriptionJson::toJson);
        addList(json, "test_outputs", model.testOutputs(), DescriptionJson::toJson);
        json.addProperty("family", model.family());
        if (model.base()) {
            json.addProperty("base", true);
        }
        json.add("network", model.network());
        json.add("sampling", model.sampling());
        json.add("preprocessing", toJson(model.preprocessing()));
        addObject(json, "training", model.training());
        addObject(json, "config", model.config());
        return json;
    }

    static JsonObject toJson(ModelInput input) {
        JsonObject json = new JsonObject();
        json.addProperty("name", input.name());
        json.addProperty("axes", AXES);
        JsonArray shape = new JsonArray();
        shape.add(1);
        shape.add(input.channels().size());
        shape.add(input.height());
        shape.add(input.width());
        json.add("shape", shape);
        JsonArray channels = new JsonArray();
        input.channels().forEach(channels::add);
        json.add("channels", channels);
        return json;
    }

    static JsonObject toJson(Preprocessing preprocessing) {
        JsonObject json = new JsonObject();
        json.addProperty("scaling", preprocessing.scaling());
        json.addProperty("low_percentile", preprocessing.lowPercentile());
        json.addProperty("high_percentile", preprocessing.highPercentile());
        json.addProperty("framing", preprocessing.framing());
        json.addProperty("tile_overlap", preprocessing.tileOverlap());
        return json;
    }

    private static JsonObject toJson(Author author) {
        JsonObject json = new JsonObject();
        json.addProperty("name", author.name());
        addText(json, "affiliation", author.affiliation());
        return json;
    }

    private static JsonObject toJson(Citation citation) {
        JsonObject json = new JsonObject();
        json.addProperty("text", citation.text());
        addText(json, "doi", citation.doi());
        return json;
    }

    private static JsonObject toJson(FileEntry file) {
        JsonObject json = new JsonObject();
        json.addProperty("source", file.source());
        json.addProperty("sha256", file.sha256());
        json.addProperty("size", file.size());
        return json;
    }

    private static JsonObject toJson(Parent parent) {
        JsonObject json = new JsonObject();
        json.addProperty("name", parent.name());
        json.addProperty("sha256", parent.sha256());
        return json;
    }

    private static ModelInput input(Fields fields) {
        String axes = fields.text("axes");
        List<Long> shape = fields.integers("shape");
        List<String> channels = fields.texts("channels");
        boolean fits =
                axes.equals(AXES)
                        && shape.size() == 4
                        && shape.get(0) == 1
                        && shape.get(1) == channels.size()
                        && shape.stream().allMatch(length -> length <= Integer.MAX_VALUE);
        if (!fits) {
            throw new InvalidField(
                    "the field 'inputs' has axes '%s' and shape %s, not '%s' and [1, %d, h, w]"
                            .formatted(axes, shape, AXES, channels.size()));
        }
        return new ModelInput(
                fields.text("name"), shape.get(3).intValue(), shape.get(2).intValue(), channels);
    }

    private static FileEntry file(Fields fields) {
        return new FileEntry(fields.text("source"), fields.text("sha256"), fields.integer("size"));
    }

    private static Optional<Parent> parent(Fields fields) {
        if (!fields.has("parent")) {
            return Optional.empty();
        }
        Fields parent = fields.fields("parent");
        return Optional.of(new Parent(parent.text("name"), parent.text("sha256")));
    }

    private static Preprocessing preprocessing(Fields fields) {
        return new Preprocessing(
                fields.text("scaling"),
                fields.numberOr("low_percentile", 0),
                fields.numberOr("high_percentile", 100),
                fields.text("framing"),
                fields.numberOr("tile_overlap", 0));
    }

    private static void addText(JsonObject json, String name, String text) {
        if (!text.isEmpty()) {
            json.addProperty(name, text);
        }
    }

    private static void addObject(JsonObject json, String name, JsonObject object) {
        if (object.size() > 0) {
            json.add(name, object);
        }
    }

    private static <T> void addList(
            JsonObject json, String name, List<T> items, Function<T, JsonElement> writer) {
        if (!items.isEmpty()) {
            JsonArray array = new JsonArray();
            items.forEach(item -> array.add(writer.apply(item)));
            json.add(name, array);
        }
    }
}
