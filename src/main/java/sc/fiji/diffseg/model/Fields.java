package sc.fiji.diffseg.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The fields of a JSON object, each asked for by its type; errors name the field's whole path. */
final class Fields {

    private final JsonObject object;
    private final String prefix;

    /**
     * Reads an object.
     *
     * @param object the object
     * @param prefix what its fields' names begin with in errors, such as {@code "parent."}
     */
    Fields(JsonObject object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /** Whether the field is there and not null. */
    boolean has(String name) {
        return object.has(name) && !object.get(name).isJsonNull();
    }

    /**
     * A text that must be there.
     *
     * @throws InvalidField if it is missing or no text
     */
    String text(String name) {
        return asText(name, required(name));
    }

    /** A text, or the empty text if the field is missing. */
    String textOrEmpty(String name) {
        return has(name) ? text(name) : "";
    }

    /** A list of texts that must be there. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array(name)) {
            texts.add(asText(name, element));
        }
        return texts;
    }

    /** A list of texts, empty if the field is missing. */
    List<String> textsOrNone(String name) {
        return has(name) ? texts(name) : List.of();
    }

    /**
     * True or false; false if the field is missing.
     *
     * @throws InvalidField if it is neither
     */
    boolean truthOrFalse(String name) {
        if (!has(name)) {
            return false;
        }
        if (!(required(name) instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return primitive.getAsBoolean();
    }

    /**
     * A number that must be there.
     *
     * @throws InvalidField if it is missing or no number
     */
    double number(String name) {
        return asNumber(name, required(name)).doubleValue();
    }

    /** A number, or the other value if the field is missing. */
    double numberOr(String name, double other) {
        return has(name) ? number(name) : other;
    }

    /**
     * A whole number that must be there.
     *
     * @throws InvalidField if it is missing or not a whole number of 64 bits
     */
    long integer(String name) {
        return asInteger(name, required(name));
    }

    /** A list of whole numbers that must be there. */
    List<Long> integers(String name) {
        List<Long> integers = new ArrayList<>();
        for (JsonElement element : array(name)) {
            integers.add(asInteger(name, element));
        }
        return integers;
    }

    /**
     * An object that must be there.
     *
     * @throws InvalidField if it is missing or no object
     */
    JsonObject object(String name) {
        return asObject(name, required(name));
    }

    /** An object, or an empty one if the field is missing. */
    JsonObject objectOrEmpty(String name) {
        return has(name) ? object(name) : new JsonObject();
    }

    /** The fields of an object that must be there. */
    Fields fields(String name) {
        return new Fields(object(name), prefix + name + ".");
    }

    /** What a reader makes of each object of a list, empty if the field is missing. */
    <T> List<T> list(String name, Function<Fields, T> reader) {
        List<T> items = new ArrayList<>();
        if (has(name)) {
            JsonArray array = array(name);
            for (int i = 0; i < array.size(); i++) {
                String item = name + "[" + i + "]";
                items.add(
                        reader.apply(
                                new Fields(asObject(item, array.get(i)), prefix + item + ".")));
            }
        }
        return items;
    }

    private JsonElement required(String name) {
        if (!has(name)) {
            throw new InvalidField("the field '" + prefix + name + "' is missing");
        }
        return object.get(name);
    }

    private JsonArray array(String name) {
        if (!required(name).isJsonArray()) {
            throw wrong(name, "a list");
        }
        return object.getAsJsonArray(name);
    }

    private JsonObject asObject(String name, JsonElement element) {
        if (!element.isJsonObject()) {
            throw wrong(name, "an object");
        }
        return element.getAsJsonObject();
    }

    private String asText(String name, JsonElement element) {
        if (!(element instanceof JsonPrimitive primitive) || !primitive.isString()) {
            throw wrong(name, "a text");
        }
        return primitive.getAsString();
    }

    private BigDecimal asNumber(String name, JsonElement element) {
        if (!(element instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
            throw wrong(name, "a number");
        }
        return primitive.getAsBigDecimal();
    }

    private long asInteger(String name, JsonElement element) {
        try {
            return asNumber(name, element).longValueExact();
        } catch (ArithmeticException e) {
            throw wrong(name, "a whole number");
        }
    }

    private InvalidField wrong(String name, String expected) {
        return new InvalidField("the field '" + prefix + name + "' is not " + expected);
    }
}
