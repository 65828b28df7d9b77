package sc.fiji.diffseg.measure;

/**
 * What a measure is worth where prediction and truth are both empty and it would be 0/0.
 *
 * <p>Published tables differ in this, and on data with many empty masks by several points of Dice:
 * name the convention beside every mean.
 */
public enum EmptyMasks {
    /** Rightly finding nothing is perfect: 1. MONAI's rule, used for LEAF's early code. */
    COUNT_AS_ONE(1),
    /** 0, as in torchmetrics 1.6 and so in LEAF's current code. */
    COUNT_AS_ZERO(0);

    private final double score;

    EmptyMasks(double score) {
        this.score = score;
    }

    /** The value of every measure if both masks are empty. */
    public double score() {
        return score;
    }
}
