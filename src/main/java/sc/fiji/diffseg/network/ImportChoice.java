package sc.fiji.diffseg.network;

/**
 * What a user wants of published weights.
 *
 * @param averaging which weights of a training are taken; the others where there are no such
 * @param part the only network to take, by the word its family has for it; empty for all
 */
public record ImportChoice(Averaging averaging, String part) {

    /** All networks, averaged where there are averages. */
    public static final ImportChoice DEFAULT = new ImportChoice(Averaging.AVERAGED, "");

    /** Whether running averages are wanted. */
    public boolean averaged() {
        return averaging == Averaging.AVERAGED;
    }
}
