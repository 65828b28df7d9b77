package sc.fiji.diffseg.training;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks for names in JSON that no record has: Gson passes over what somebody has misspelt. */
final class KnownKeys {

    private KnownKeys() {}

    /**
     * Looks through an object and what lies within.
     *
     * @param type a record, or a list or map of records; of all else nothing is known
     * @throws JsonParseException in a phrase, if a record has no such name
     */
    static void require(JsonElement json, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (json instanceof JsonArray array && generic.getRawType() == List.class) {
                array.forEach(item -> require(item, arguments[0]));
            } else if (json instanceof JsonObject object && generic.getRawType() == Map.class) {
                object.asMap().values().forEach(value -> require(value, arguments[1]));
            }
        } else if (json instanceof JsonObject object
                && type instanceof Class<?> record
                && record.isRecord()) {
            Map<String, Type> known = components(record);
            for (String name : object.keySet()) {
                if (!known.containsKey(name)) {
                    throw new JsonParseException(
                            "it has no '%s', only %s"
                                    .formatted(name, String.join(", ", known.keySet())));
                }
                require(object.get(name), known.get(name));
            }
        }
    }

    private static Map<String, Type> components(Class<?> record) {
        Map<String, Type> components = new LinkedHashMap<>();
        for (var component : record.getRecordComponents()) {
            components.put(name(record, component.getName()), component.getGenericType());
        }
        return components;
    }

    private static String name(Class<?> record, String component) {
        try {
            Field field = record.getDeclaredField(component);
            return FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES.translateName(field);
        } catch (NoSuchFieldException e) {
            throw new AssertionError("a record has a field for every component", e);
        }
    }
}
