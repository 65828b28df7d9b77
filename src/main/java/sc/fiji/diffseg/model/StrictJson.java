package sc.fiji.diffseg.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;

/**
 * JSON without what Gson lets pass: of two entries with the same name it would keep the last, and
 * deep nesting would overflow the stack.
 */
final class StrictJson {

    private static final int MAX_DEPTH = 64;

    private StrictJson() {}

    /**
     * Parses a text that holds one JSON object.
     *
     * @throws InvalidField if it does not, or breaks a rule of this class
     */
    static JsonObject parse(String text) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new InvalidField("it is not a JSON object");
            }
            JsonObject object = read(reader, 0).getAsJsonObject();
            // Fails if anything but blanks follows the closing brace.
            reader.peek();
            return object;
        } catch (IOException | IllegalStateException e) {
            InvalidField invalid = new InvalidField("it is not valid JSON");
            invalid.initCause(e);
            throw invalid;
        }
    }

    /**
     * Refuses what JSON cannot hold.
     *
     * @param field what to call the element in the error
     * @throws InvalidField if a number in the element is NaN or infinite
     */
    static void requireFinite(String field, JsonElement element) {
        if (element instanceof JsonObject object) {
            object.entrySet().forEach(e -> requireFinite(field + "." + e.getKey(), e.getValue()));
        } else if (element instanceof JsonArray array) {
            array.forEach(item -> requireFinite(field, item));
        } else if (element instanceof JsonPrimitive primitive
                && primitive.isNumber()
                && !Double.isFinite(primitive.getAsDouble())) {
            throw new InvalidField(
                    "the field '" + field + "' is " + primitive + ", which JSON cannot hold");
        }
    }

    private static JsonElement read(JsonReader reader, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new InvalidField("it is nested more than " + MAX_DEPTH + " levels deep");
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> readObject(reader, depth);
            case BEGIN_ARRAY -> readArray(reader, depth);
            case STRING -> new JsonPrimitive(reader.nextString());
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NUMBER -> readNumber(reader);
            default -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
        };
    }

    private static JsonObject readObject(JsonReader reader, int depth) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                throw new InvalidField("the field '" + name + "' occurs twice");
            }
            object.add(name, read(reader, depth + 1));
        }
        reader.endObject();
        return object;
    }

    private static JsonArray readArray(JsonReader reader, int depth) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(read(reader, depth + 1));
        }
        reader.endArray();
        return array;
    }

    private static JsonPrimitive readNumber(JsonReader reader) throws IOException {
        String text = reader.nextString();
        if (text.matches("-?[0-9]{1,19}")) {
            BigInteger integer = new BigInteger(text);
            if (integer.bitLength() < Long.SIZE) {
                return new JsonPrimitive(integer.longValue());
            }
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new InvalidField("the number " + text + " exceeds the range of numbers");
        }
        return new JsonPrimitive(value);
    }
}
