package sc.fiji.diffseg.command;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

/** What the words mean that dialogs offer and macros write; upper case or lower. */
final class Choices {

    /** The word for the way the model was trained with. */
    static final String MODEL = "model";

    /** The word for none of those that are offered. */
    static final String NONE = "none";

    private Choices() {}

    /**
     * The constant of a name.
     *
     * @param what what is chosen, for the message
     * @throws IllegalArgumentException in one sentence, if there is no such constant
     */
    static <E extends Enum<E>> E parse(Class<E> type, String what, String word) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(word.trim())) {
                return constant;
            }
        }
        String names =
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "There is no %s '%s': choose one of %s.".formatted(what, word, names));
    }

    /** A fusion by its name, or none for the model's. */
    static Optional<Fusion> fusion(String word) {
        return word.trim().equalsIgnoreCase(MODEL)
                ? Optional.empty()
                : Optional.of(Fusion.of(word));
    }

    /** A scaling by its name, or none for the model's. */
    static Optional<Scaling> scaling(String word) {
        return word.trim().equalsIgnoreCase(MODEL)
                ? Optional.empty()
                : Optional.of(Scaling.parse(word));
    }

    /** A sampling mode by its name, or none for the model's. */
    static String sampler(String word) {
        String name = word.trim().toLowerCase(Locale.ROOT);
        return name.equals(MODEL) ? "" : name;
    }

    /** How many neighbours a pixel has: 4 or 8. */
    static Neighbourhood connectivity(String word) {
        return switch (word.trim()) {
            case "4" -> Neighbourhood.FOUR;
            case "8" -> Neighbourhood.EIGHT;
            default ->
                    throw new IllegalArgumentException(
                            "Pixels have 4 or 8 neighbours, not " + word + ".");
        };
    }

    /**
     * A folder that has to be named.
     *
     * @param what the rest of its name in the message, such as "of images"
     * @throws IllegalArgumentException in one sentence, if none is named
     */
    static Path folder(File chosen, String what) {
        if (chosen == null || chosen.getPath().isBlank()) {
            throw new IllegalArgumentException("Name the folder %s.".formatted(what));
        }
        return chosen.toPath();
    }
}
