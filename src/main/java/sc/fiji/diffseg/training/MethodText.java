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
     * @throws IllegalArgumentException in one sentence, if the text is none, the method has no such
     *     setting or a value is not of its kind
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
            result.add(matcher.group(1), new JsonPrimitive(value), choices, start);
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
            method.add(key, typed(key, value, choices.method().get(key)));
        } else if (choices.network().has(key)) {
            network.add(key, typed(key, value, choices.network().get(key)));
        } else {
            StringJoiner known = new StringJoiner(", ");
            choices.method().keySet().forEach(known::add);
            choices.network().keySet().forEach(known::add);
            throw new IllegalArgumentException(
                    "%s has no setting '%s': it has %s."
                            .formatted(start.family().title(), key, known));
        }
    }

    /** A value of the same kind as the default's, for JSON would read any text as false. */
    private static JsonElement typed(String key, JsonElement value, JsonElement usual) {
        if (!(value instanceof JsonPrimitive given)
                || !given.isString()
                || !(usual instanceof JsonPrimitive example)
                || example.isString()) {
            return value;
        }
        String text = given.getAsString();
        if (example.isBoolean()) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "1" -> new JsonPrimitive(true);
                case "false", "0" -> new JsonPrimitive(false);
                default ->
                        throw new IllegalArgumentException(
                                "%s must be true or false, not '%s'.".formatted(key, text));
            };
        }
        try {
            boolean whole = text.matches("-?[0-9]{1,18}");
            return whole
                    ? new JsonPrimitive(Long.valueOf(text))
                    : new JsonPrimitive(Double.valueOf(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s must be a number, not '%s'.".formatted(key, text), e);
        }
    }
}
