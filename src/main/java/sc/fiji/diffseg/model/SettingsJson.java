package sc.fiji.diffseg.model;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Collection;

/** Records of settings as JSON, with lower-case names, and defaults for what is absent. */
public final class SettingsJson {

    private static final Gson GSON =
            new GsonBuilder()
                    .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                    .create();

    private SettingsJson() {}

    /** Settings as JSON. */
    public static JsonObject write(Object settings) {
        return GSON.toJsonTree(settings).getAsJsonObject();
    }

    /**
     * Reads settings. What is absent, also within an object that is given in part, is taken from
     * the defaults; names that are none of the settings' are passed over.
     */
    public static <T> T read(JsonObject given, T defaults, Class<T> type) {
        JsonObject all = write(defaults);
        for (String name : given.keySet()) {
            JsonElement value = given.get(name);
            if (value.isJsonObject() && all.has(name)) {
                value.getAsJsonObject()
                        .entrySet()
                        .forEach(e -> all.getAsJsonObject(name).add(e.getKey(), e.getValue()));
            } else {
                all.add(name, value);
            }
        }
        return GSON.fromJson(all, type);
    }

    /**
     * Settings that are kept, but for some that may be changed.
     *
     * @param kept what stands where nothing else is wanted
     * @param wanted settings of which only the changeable ones count
     * @param changeable names
     */
    public static JsonObject changed(
            JsonObject kept, JsonObject wanted, Collection<String> changeable) {
        JsonObject changed = kept.deepCopy();
        for (String name : changeable) {
            if (wanted.has(name)) {
                changed.add(name, wanted.get(name));
            }
        }
        return changed;
    }

    /** Some of the settings, by their names. */
    public static JsonObject chosen(JsonObject all, Collection<String> names) {
        return changed(new JsonObject(), all, names);
    }

    /**
     * Reads settings like {@link #read}, but accepts no foreign names.
     *
     * @param owner whose settings they are, for the message
     * @throws IllegalArgumentException in one sentence, if a name is none of the settings'
     */
    public static <T> T readKnown(JsonObject given, T defaults, Class<T> type, String owner) {
        JsonObject known = write(defaults);
        for (String name : given.keySet()) {
            if (!known.has(name)) {
                throw new IllegalArgumentException(
                        owner
                                + " has no setting '"
                                + name
                                + "': it has "
                                + String.join(", ", known.keySet())
                                + ".");
            }
        }
        return read(given, defaults, type);
    }
}
