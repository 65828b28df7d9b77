package sc.fiji.diffseg.engine;

/** Why something failed, as a phrase inside a sentence for the user. */
final class Reason {

    private Reason() {}

    /** The first line of what the first cause of a failure says, or else what it is called. */
    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? "" : root.getMessage();
        String first = message.lines().findFirst().orElse(root.getClass().getSimpleName());
        return first.replaceFirst("\\.$", "");
    }
}
