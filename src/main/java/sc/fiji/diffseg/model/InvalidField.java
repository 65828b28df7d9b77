package sc.fiji.diffseg.model;

import java.util.Locale;

/** A field of a model description that is missing or has a value it must not have. */
final class InvalidField extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String phrase;

    /**
     * Creates the exception.
     *
     * @param phrase what is wrong, naming the field, without a full stop
     */
    InvalidField(String phrase) {
        super("The model description is not valid: " + phrase + ".");
        this.phrase = phrase;
    }

    /** What is wrong, naming the field, to be put into a sentence. */
    String phrase() {
        return phrase;
    }

    /**
     * The text, if there is one.
     *
     * @throws InvalidField if the text is null, blank or has control characters
     */
    static String requireLine(String field, String text) {
        if (text == null || text.isBlank()) {
            throw new InvalidField("the field '" + field + "' is missing or empty");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidField("the field '" + field + "' has control characters");
        }
        return text;
    }

    /**
     * The hash in lower case.
     *
     * @param what what to call the field in the error
     * @throws InvalidField if it is not 64 hexadecimal digits
     */
    static String requireSha256(String what, String sha256) {
        if (sha256 == null || !sha256.matches("[0-9a-fA-F]{64}")) {
            throw new InvalidField(what + " is not 64 hexadecimal digits");
        }
        return sha256.toLowerCase(Locale.ROOT);
    }
}
