package sc.fiji.diffseg.weights;

/**
 * Stands where a pickle has an object that weights do not need: it swallows what the pickle puts
 * into it.
 */
final class PickledInert {

    private final String kind;

    /**
     * A placeholder.
     *
     * @param kind what it stands for, for messages
     */
    PickledInert(String kind) {
        this.kind = kind;
    }

    /** What it stands for, for messages. */
    String kind() {
        return kind;
    }
}
