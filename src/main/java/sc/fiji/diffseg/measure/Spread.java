package sc.fiji.diffseg.measure;

import java.util.Arrays;

/**
 * Mean and scatter of scores.
 *
 * @param count number of scores
 * @param mean each score counting alike
 * @param standardDeviation of the sample (divisor count - 1); 0 for a single score
 */
public record Spread(int count, double mean, double standardDeviation) {

    /**
     * Summarises scores.
     *
     * @param scores at least one
     * @throws IllegalArgumentException if there is no score or one of them is not finite
     */
    public static Spread of(double[] scores) {
        Bootstrap.requireFinite(scores);
        double mean = Arrays.stream(scores).sum() / scores.length;
        double squares = 0;
        for (double score : scores) {
            squares += (score - mean) * (score - mean);
        }
        double deviation = Math.sqrt(squares / Math.max(1, scores.length - 1));
        return new Spread(scores.length, mean, deviation);
    }
}
