package sc.fiji.diffseg.fusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What {@link Staple} found: the probable truth, and how well each sample knows it. */
public final class StapleEstimate {

    private final Votes votes;
    private final double[] posteriorOfPatterns;
    private final double[] sensitivity;
    private final double[] falsePositiveRate;
    private final int iterations;
    private final boolean estimated;

    StapleEstimate(
            Votes votes,
            double[] posteriorOfPatterns,
            double[] sensitivity,
            double[] falsePositiveRate,
            int iterations,
            boolean estimated) {
        this.votes = votes;
        this.posteriorOfPatterns = posteriorOfPatterns;
        this.sensitivity = sensitivity;
        this.falsePositiveRate = falsePositiveRate;
        this.iterations = iterations;
        this.estimated = estimated;
    }

    /**
     * For every pixel the probability W that it is foreground, in [0,1]: that of the last E-step,
     * made before the last update of the performances. 0 for pixels that do not count.
     */
    public double[] posterior() {
        return votes.exactMap(posteriorOfPatterns);
    }

    /** Sensitivity of a sample (alpha), in [1e-5, 1 - 1e-5], after the last update. */
    public double sensitivity(int sample) {
        return sensitivity[sample];
    }

    /** Specificity of a sample (1 - beta), in [1e-5, 1 - 1e-5], after the last update. */
    public double specificity(int sample) {
        return 1 - falsePositiveRate[sample];
    }

    /** Number of E-steps done: 0 if the samples agree on every pixel. */
    public int iterations() {
        return iterations;
    }

    /**
     * Whether the performances were learned from the votes at all. They were not, and are those of
     * the start, if the samples agree on every pixel, or if there is hardly any foreground or
     * background to learn from.
     */
    public boolean isEstimated() {
        return estimated;
    }

    /** The consensus; its performances are unknown unless {@link #isEstimated()}. */
    public Consensus consensus() {
        if (!estimated) {
            return new Consensus(
                    votes.map(posteriorOfPatterns),
                    Collections.nCopies(votes.samples(), Performance.UNKNOWN));
        }
        List<Performance> performances = new ArrayList<>();
        for (int sample = 0; sample < votes.samples(); sample++) {
            performances.add(new Performance(sensitivity(sample), specificity(sample)));
        }
        return new Consensus(votes.map(posteriorOfPatterns), performances);
    }
}
