package sc.fiji.diffseg.fusion;

import java.util.Arrays;
import java.util.List;

/**
 * Several masks of the same pixels, grouped by who votes for a pixel: pixels with the same votes
 * have the same consensus, and there are few different ones.
 */
public final class Votes {

    private static final int NOT_COUNTED = -1;

    private final int samples;
    private final int[] patternOfPixel;
    private final int[] counts;
    private final byte[] votes;

    private Votes(int samples, int[] patternOfPixel, int[] counts, byte[] votes) {
        this.samples = samples;
        this.patternOfPixel = patternOfPixel;
        this.counts = counts;
        this.votes = votes;
    }

    /**
     * Groups masks.
     *
     * @param masks true for foreground; one per sample, all of the same length; not kept
     * @throws IllegalArgumentException in one sentence, if there is no mask or the lengths differ
     */
    public static Votes of(List<boolean[]> masks) {
        checkLengths(masks);
        return group(masks, new int[masks.get(0).length]);
    }

    /**
     * Groups masks where they count. Elsewhere all maps are 0, and nothing is learned from there.
     *
     * @param masks true for foreground; one per sample, all of the same length; not kept
     * @param selection true for pixels that count, of the masks' length
     * @throws IllegalArgumentException in one sentence, if there is no mask or the lengths differ
     */
    public static Votes of(List<boolean[]> masks, boolean[] selection) {
        checkLengths(masks);
        checkLength(selection.length, masks.get(0).length);
        int[] groups = new int[selection.length];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = selection[i] ? 0 : NOT_COUNTED;
        }
        return group(masks, groups);
    }

    private static void checkLengths(List<boolean[]> masks) {
        if (masks.isEmpty()) {
            throw new IllegalArgumentException("There is no mask to fuse: give at least one.");
        }
        for (boolean[] mask : masks) {
            checkLength(mask.length, masks.get(0).length);
        }
    }

    private static void checkLength(int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(
                    "Masks to be fused must have the same number of pixels, but one has %d and one %d."
                            .formatted(expected, length));
        }
    }

    /** Splits the groups by one mask after the other, whatever their number. */
    private static Votes group(List<boolean[]> masks, int[] groups) {
        int[] next = new int[2];
        int number = 1;
        for (boolean[] mask : masks) {
            next = next.length < 2 * number ? new int[2 * number] : next;
            Arrays.fill(next, 0, 2 * number, NOT_COUNTED);
            number = 0;
            for (int i = 0; i < groups.length; i++) {
                if (groups[i] != NOT_COUNTED) {
                    int half = 2 * groups[i] + (mask[i] ? 1 : 0);
                    if (next[half] == NOT_COUNTED) {
                        next[half] = number++;
                    }
                    groups[i] = next[half];
                }
            }
        }
        int[] counts = new int[number];
        int samples = masks.size();
        byte[] votes = new byte[Math.multiplyExact(number, samples)];
        for (int i = 0; i < groups.length; i++) {
            int pattern = groups[i];
            if (pattern != NOT_COUNTED && counts[pattern]++ == 0) {
                for (int sample = 0; sample < samples; sample++) {
                    votes[pattern * samples + sample] = (byte) (masks.get(sample)[i] ? 1 : 0);
                }
            }
        }
        return new Votes(samples, groups, counts, votes);
    }

    /** Number of masks, at least 1. */
    public int samples() {
        return samples;
    }

    /** Number of different patterns of votes; 0 if no pixel counts. */
    int patterns() {
        return counts.length;
    }

    /** Number of pixels with a pattern, at least 1. */
    int count(int pattern) {
        return counts[pattern];
    }

    /** 1 if a sample is for the pixels with a pattern, otherwise 0. */
    int vote(int pattern, int sample) {
        return votes[pattern * samples + sample];
    }

    /** How many samples are for the pixels with a pattern. */
    int ayes(int pattern) {
        int sum = 0;
        for (int sample = 0; sample < samples; sample++) {
            sum += vote(pattern, sample);
        }
        return sum;
    }

    /** Whether all samples agree on every pixel that counts. */
    public boolean areUnanimous() {
        for (int pattern = 0; pattern < counts.length; pattern++) {
            int ayes = ayes(pattern);
            if (ayes != 0 && ayes != samples) {
                return false;
            }
        }
        return true;
    }

    /** For every pixel the share of samples that are for it, in [0,1]. */
    public float[] fraction() {
        double[] fractions = new double[counts.length];
        for (int pattern = 0; pattern < fractions.length; pattern++) {
            fractions[pattern] = (double) ayes(pattern) / samples;
        }
        return map(fractions);
    }

    /**
     * For every pixel the standard deviation of its votes, as 0 and 1, over the samples: 0 where
     * all agree, 0.5 where half of them are for it. It is {@code sqrt(f (1 - f))} of {@link
     * #fraction()} f, which makes it the same measure for masks as the standard deviation over the
     * samples is for probabilities.
     */
    public float[] disagreement() {
        double[] deviations = new double[counts.length];
        for (int pattern = 0; pattern < deviations.length; pattern++) {
            double fraction = (double) ayes(pattern) / samples;
            deviations[pattern] = Math.sqrt(fraction * (1 - fraction));
        }
        return map(deviations);
    }

    /** A map of the pixels of a value for every pattern; 0 for pixels that do not count. */
    float[] map(double[] ofPatterns) {
        float[] map = new float[patternOfPixel.length];
        for (int i = 0; i < map.length; i++) {
            int pattern = patternOfPixel[i];
            map[i] = pattern == NOT_COUNTED ? 0 : (float) ofPatterns[pattern];
        }
        return map;
    }

    /** A value for every pattern, by pixel; 0 for pixels that do not count. */
    double[] exactMap(double[] ofPatterns) {
        double[] map = new double[patternOfPixel.length];
        for (int i = 0; i < map.length; i++) {
            int pattern = patternOfPixel[i];
            map[i] = pattern == NOT_COUNTED ? 0 : ofPatterns[pattern];
        }
        return map;
    }
}
