package sc.fiji.diffseg.measure;

/**
 * What a measure is worth where prediction and truth are both empty and it would be 0/0.
 *
 * <p>Published tables differ in this, and on data with many empty masks by several points of Dice:
 * name the convention beside every mean.
 */
public enum EmptyMasks {
    /** Rightly finding nothing is perfect: 1. MONAI's rule, used for LEAF's early code. */
    COUNT_AS_ONE(1, "one", "both empty = 1"),
    /** 0, as in torchmetrics 1.6 and so in LEAF's current code. */
    COUNT_AS_ZERO(0, "zero", "both empty = 0"),
    /** NaN, which means leave the image out: they are means over images with something in them. */
    LEAVE_OUT(Double.NaN, "left_out", "both empty left out");

    private final double score;
    private final String word;
    private final String words;

    EmptyMasks(double score, String word, String words) {
        this.score = score;
        this.word = word;
        this.words = words;
    }

    /**
     * The convention of a name, upper case or lower: one, zero or left_out.
     *
     * @throws IllegalArgumentException in one sentence, if there is no such convention
     */
    public static EmptyMasks of(String word) {
        for (EmptyMasks convention : values()) {
            if (convention.word.equalsIgnoreCase(word.trim())) {
                return convention;
            }
        }
        throw new IllegalArgumentException(
                "There is no convention '%s' for empty masks: choose one, zero or left_out."
                        .formatted(word));
    }

    /** The value of every share of pixels if both masks are empty; NaN to leave them out. */
    public double score() {
        return score;
    }

    /**
     * The value of a difference or a distance if both masks are empty: 0, the best, where finding
     * nothing is perfect, otherwise NaN.
     */
    public double distance() {
        return this == COUNT_AS_ONE ? 0 : Double.NaN;
    }

    /** The convention in the words of a table. */
    public String words() {
        return words;
    }
}
