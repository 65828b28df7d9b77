package sc.fiji.diffseg.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.TreeSet;

/** The hash that tells models apart. */
final class Identity {

    private Identity() {}

    /** See {@link ModelDescription#sha256()}. */
    static String sha256(ModelDescription model) {
        JsonObject all = new JsonObject();
        all.addProperty("family", model.family());
        all.add("inputs", DescriptionJson.toJson(model.input()));
        all.add("network", model.network());
        all.add("preprocessing", DescriptionJson.toJson(model.preprocessing()));
        all.add("sampling", model.sampling());
        JsonObject weights = new JsonObject();
        model.weights().stream()
                .sorted(Comparator.comparing(FileEntry::source))
                .forEach(file -> weights.addProperty(file.source(), file.sha256()));
        all.add("weights", weights);
        return Hashes.sha256(canonical(all).toString());
    }

    /** The same JSON with sorted names and one way to write each number. */
    private static JsonElement canonical(JsonElement element) {
        if (element instanceof JsonObject object) {
            JsonObject sorted = new JsonObject();
            for (String name : new TreeSet<>(object.keySet())) {
                sorted.add(name, canonical(object.get(name)));
            }
            return sorted;
        }
        if (element instanceof JsonArray array) {
            JsonArray copy = new JsonArray();
            array.forEach(item -> copy.add(canonical(item)));
            return copy;
        }
        if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
            BigDecimal number = primitive.getAsBigDecimal().stripTrailingZeros();
            return new JsonPrimitive(number.toString());
        }
        return element;
    }
}
