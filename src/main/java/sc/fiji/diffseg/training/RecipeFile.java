package sc.fiji.diffseg.training;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The JSON of a recipe's file. A recipe may say only in what it differs from another: {@code
 * "like": "other.json"} names that other one, which lies relative to it, and all else is merged
 * into it by RFC 7396: of objects what is named, of everything else the whole, and {@code null}
 * takes away.
 */
final class RecipeFile {

    private static final String LIKE = "like";

    private RecipeFile() {}

    /**
     * Reads a file with all that it is like.
     *
     * @throws IOException if a file is missing or cannot be read
     * @throws JsonParseException if a file is no JSON object, {@code like} is no text, or recipes
     *     are like one another in a circle
     */
    static JsonObject read(Path file) throws IOException {
        return read(file, new HashSet<>());
    }

    private static JsonObject read(Path file, Set<Path> met) throws IOException {
        if (!met.add(file.toAbsolutePath().normalize())) {
            throw new JsonParseException("by 'like' it leads back to " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no recipe " + file + "; check its name.");
        }
        JsonObject json = Recipe.GSON.fromJson(Files.readString(file), JsonObject.class);
        if (json == null) {
            throw new JsonParseException(file + " is empty");
        }
        JsonElement like = json.remove(LIKE);
        if (like == null) {
            return json;
        }
        if (!(like instanceof JsonPrimitive name) || !name.isString()) {
            throw new JsonParseException("'like' must be the name of a file, not " + like);
        }
        return merged(read(file.resolveSibling(name.getAsString()), met), json);
    }

    private static JsonObject merged(JsonObject target, JsonObject patch) {
        for (String name : patch.keySet()) {
            JsonElement value = patch.get(name);
            if (value.isJsonNull()) {
                target.remove(name);
            } else if (value instanceof JsonObject inner) {
                JsonObject old =
                        target.get(name) instanceof JsonObject object ? object : new JsonObject();
                target.add(name, merged(old, inner));
            } else {
                target.add(name, value);
            }
        }
        return target;
    }
}
