package sc.fiji.diffseg.measure;

/**
 * Scores of several images as one line of a table.
 *
 * @param count number of images
 * @param mean mean over images, each counting alike
 * @param standardDeviation sample standard deviation between images (divisor count - 1); 0 for a
 *     single image
 * @param interval 95 % bootstrap interval of the mean
 */
public record MeanScore(
        int count, double mean, double standardDeviation, Bootstrap.Interval interval) {

    /**
     * Summarises scores.
     *
     * @param scores one score per image, at least one
     * @param seed seed of the bootstrap
     * @throws IllegalArgumentException if there is no score or one of them is not finite
     */
    public static MeanScore of(double[] scores, long seed) {
        Spread spread = Spread.of(scores);
        return new MeanScore(
                spread.count(),
                spread.mean(),
                spread.standardDeviation(),
                Bootstrap.ofMean(scores, seed));
    }
}
