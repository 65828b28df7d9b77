package sc.fiji.diffseg.network;

/**
 * What a user wants of published weights.
 *
 * @param averaged whether running averages are taken where there are some, rather than the weights
 *     themselves
 * @param part the only network to take, by the word its family has for it; empty for all
 */
public record ImportChoice(boolean averaged, String part) {

    /** All networks, averaged where there are averages. */
    public static final ImportChoice DEFAULT = new ImportChoice(true, "");
}
