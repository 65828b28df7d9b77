package sc.fiji.diffseg.measure;

import java.util.Arrays;
import java.util.Random;

/**
 * The percentile bootstrap: how far a mean over images would scatter with other images of the same
 * kind.
 *
 * <p>It treats images as independent. Slices of one volume or frames of one video are not; pass one
 * score for each volume or video then.
 */
public final class Bootstrap {

    /** Number of resamples: the limits then vary by about 1 % of the interval from seed to seed. */
    public static final int RESAMPLES = 10_000;

    private Bootstrap() {}

    /**
     * An interval for a mean.
     *
     * @param lower lower limit, not above {@code upper}
     * @param upper upper limit
     */
    public record Interval(double lower, double upper) {}

    /**
     * The 95 % confidence interval of the mean.
     *
     * @param scores one score per image, at least one; a single score gives an interval of width 0
     * @param seed the same seed and scores give the same interval on every machine
     * @throws IllegalArgumentException if there is no score or one of them is not finite
     */
    public static Interval ofMean(double[] scores, long seed) {
        return ofMean(scores, 0.95, RESAMPLES, seed);
    }

    /**
     * A confidence interval of the mean.
     *
     * @param scores one score per image, at least one
     * @param level probability to cover the true mean, above 0 and below 1
     * @param resamples number of resamples, at least 1
     * @param seed the same seed and scores give the same interval on every machine
     * @throws IllegalArgumentException if a value lies outside its range or a score is not finite
     */
    public static Interval ofMean(double[] scores, double level, int resamples, long seed) {
        requireFinite(scores);
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "The level of a confidence interval must lie between 0 and 1, but is "
                            + level
                            + ".");
        }
        if (resamples < 1) {
            throw new IllegalArgumentException(
                    "The number of resamples must be at least 1, but is " + resamples + ".");
        }
        // Random's algorithm is part of its specification, unlike that of the newer generators.
        Random random = new Random(seed);
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            double sum = 0;
            for (int i = 0; i < scores.length; i++) {
                sum += scores[random.nextInt(scores.length)];
            }
            means[r] = sum / scores.length;
        }
        Arrays.sort(means);
        double tail = (1 - level) / 2;
        return new Interval(quantile(means, tail), quantile(means, 1 - tail));
    }

    /** Fails unless there are scores and all of them are numbers. */
    static void requireFinite(double[] scores) {
        if (scores.length == 0) {
            throw new IllegalArgumentException(
                    "A mean needs at least one score, but there is none.");
        }
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                throw new IllegalArgumentException(
                        "Score "
                                + i
                                + " of "
                                + scores.length
                                + ", counted from 0, is "
                                + scores[i]
                                + " instead of a number.");
            }
        }
    }

    /** Interpolates linearly between the two nearest values. */
    static double quantile(double[] sorted, double fraction) {
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
