package sc.fiji.diffseg.fusion;

/**
 * What STAPLE starts from, and how long it goes on. UniSegDiff calls the sensitivity alpha and the
 * rate of false positives, which is 1 minus the specificity, beta.
 *
 * @param prior probability of foreground before anybody has voted, above 0 and below 1; the same in
 *     every iteration, as in the paper of UniSegDiff ("initial value of 50 %")
 * @param sensitivity of every sample at the start, above the rate of false positives and below 1
 * @param falsePositiveRate of every sample at the start, above 0
 * @param iterations of expectation and maximisation, at least 1
 */
public record StapleSettings(
        double prior, double sensitivity, double falsePositiveRate, int iterations) {

    /** The numbers of the UniSegDiff paper: 20 iterations from 0.9 and 0.1, prior 0.5. */
    public static final StapleSettings DEFAULT = new StapleSettings(0.5, 0.9, 0.1, 20);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException in one sentence, if a value lies outside its range
     */
    public StapleSettings {
        if (!(prior > 0 && prior < 1)) {
            throw new IllegalArgumentException(
                    "STAPLE's prior must be above 0 and below 1, but is " + prior + ".");
        }
        if (!(falsePositiveRate > 0 && falsePositiveRate < sensitivity && sensitivity < 1)) {
            throw new IllegalArgumentException(
                    ("STAPLE's start needs 0 < false positive rate < sensitivity < 1, but they are %s"
                                    + " and %s.")
                            .formatted(falsePositiveRate, sensitivity));
        }
        if (iterations < 1) {
            throw new IllegalArgumentException(
                    "STAPLE needs at least 1 iteration, not " + iterations + ".");
        }
    }
}
