package sc.fiji.diffseg.fusion;

/**
 * How well one mask agrees with the consensus of all.
 *
 * @param sensitivity share of the consensus' foreground that is foreground in the mask, in [0,1];
 *     NaN if the masks do not tell
 * @param specificity share of the consensus' background that is background in the mask, in [0,1];
 *     NaN if the masks do not tell
 */
public record Performance(double sensitivity, double specificity) {

    /** What is said of masks that tell nothing. */
    public static final Performance UNKNOWN = new Performance(Double.NaN, Double.NaN);
}
