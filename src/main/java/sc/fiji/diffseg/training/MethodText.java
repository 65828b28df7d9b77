package sc.fiji.diffseg.training;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sc.fiji.diffseg.network.TrainingChoices;

/**
 * A method's settings as users write them: {@code key=value} pairs with spaces or commas between,
 * and quotes around a value that holds a space.
 *
 * @param network settings of the network that change no weight
 * @param method the method's own settings
 */
record MethodText(JsonObject network, JsonObject method) {

    /** The words that take over what the base was trained with. */
    static final String AS_BASE = "as base";

    private static final Pattern PAIR =
            Pattern.compile("\\G[\\s,;]*([a-z_]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,;\"]+))");

    /**
     * Reads settings; what they do not name is as in the paper.
     *
     * @param text {@link #AS_BASE} may stand before the pairs
     * @param start whose method it is
     * @throws IllegalArgumentException in one sentence, if the text is none or the method has no
     *     such setting
     */
    static MethodText parse(String text, StartingPoint start) {
        TrainingChoices choices = start.family().trainingChoices();
        MethodText result = new MethodText(new JsonObject(), new JsonObject());
        String rest = text.trim();
        if (rest.toLowerCase(Locale.ROOT).startsWith(AS_BASE)) {
            start.methodOfBase()
                    .entrySet()
                    .forEach(e -> result.add(e.getKey(), e.getValue(), choices, start));
            rest = rest.substring(AS_BASE.length());
        }
        Matcher matcher = PAIR.matcher(rest);
        int end = 0;
        while (matcher.find()) {
            String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            result.add(matcher.group(1), value(value), choices, start);
            end = matcher.end();
        }
        String left = rest.substring(end).replaceAll("[\\s,;]+$", "").trim();
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "The method settings are pairs such as dice_weight=0.5, not '" + left + "'.");
        }
        return result;
    }

    private void add(String key, JsonElement value, TrainingChoices choices, StartingPoint start) {
        if (choices.method().has(key)) {
            method.add(key, value);
        } else if (choices.network().has(key)) {
            network.add(key, value);
        } else {
            StringJoiner known = new StringJoiner(", ");
            choices.method().keySet().forEach(known::add);
            choices.network().keySet().forEach(known::add);
            throw new IllegalArgumentException(
                    "%s has no setting '%s': it has %s."
                            .formatted(start.family().title(), key, known));
        }
    }

    private static JsonPrimitive value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new JsonPrimitive(Boolean.valueOf(text));
        }
        try {
            double number = Double.parseDouble(text);
            boolean whole = text.matches("-?[0-9]{1,18}");
            return whole ? new JsonPrimitive(Long.valueOf(text)) : new JsonPrimitive(number);
        } catch (NumberFormatException e) {
            return new JsonPrimitive(text);
        }
    }
}
