package sc.fiji.diffseg.fusion;

import java.util.List;

/**
 * What several masks of the same pixels say together.
 *
 * @param probability for every pixel how probable foreground is, in [0,1]: the posterior of {@link
 *     Staple} or the share of votes of {@link MajorityVote}; 0 for pixels that do not count
 * @param performances of every sample, in their order
 */
public record Consensus(float[] probability, List<Performance> performances) {

    /** A pixel is foreground if its probability is strictly greater. */
    public static final double THRESHOLD = 0.5;

    /** True for foreground. */
    public boolean[] mask() {
        boolean[] mask = new boolean[probability.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = probability[i] > THRESHOLD;
        }
        return mask;
    }
}
