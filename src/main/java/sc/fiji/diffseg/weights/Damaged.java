package sc.fiji.diffseg.weights;

/** The sentence for a file that contradicts itself or its format. */
final class Damaged {

    private static final int MAX_LENGTH = 300;

    private Damaged() {}

    /**
     * The error to throw.
     *
     * @param file what to call the file
     * @param what what is wrong, without the full stop
     */
    static WeightsException file(String file, String what) {
        return new WeightsException(sentence(file, what));
    }

    /**
     * The error to throw, with the failure behind it.
     *
     * @param file what to call the file
     * @param what what is wrong, without the full stop
     */
    static WeightsException file(String file, String what, Throwable cause) {
        return new WeightsException(sentence(file, what), cause);
    }

    private static String sentence(String file, String what) {
        return "%s is not a sound checkpoint: %s; get the file again.".formatted(file, shown(what));
    }

    /** A text that may come from a hostile file, fit for a message. */
    static String shown(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
