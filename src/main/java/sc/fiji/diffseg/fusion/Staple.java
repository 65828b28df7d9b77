package sc.fiji.diffseg.fusion;

import java.util.Arrays;

/**
 * Simultaneous truth and performance level estimation (Warfield, Zou and Wells, IEEE Transactions
 * on Medical Imaging 23, 2004): the true mask and how well each sample knows it are estimated from
 * each other by expectation maximisation.
 *
 * <p>Equation 2 of the UniSegDiff paper is the E-step. Its Equation 3 lacks the votes, so the
 * M-step is Warfield's: alpha_j = sum(W z_j) / sum(W) and beta_j = sum((1 - W) z_j) / sum(1 - W),
 * where W is the probability of foreground and z_j the vote of sample j.
 *
 * <p>Two guards: where all samples agree on every pixel, their mask is the consensus and nothing is
 * estimated. And once the expected foreground or background is less than one pixel, the
 * performances stay as they are, for otherwise a single vote among twenty would make foreground.
 */
public final class Staple {

    /** How far performances stay away from certainty, which no later vote could change. */
    private static final double CERTAIN = 1e-5;

    private static final double LEAST_PIXELS = 1;

    private final Votes votes;
    private final StapleSettings settings;
    private final double[] posterior;
    private final double[] alpha;
    private final double[] beta;

    private Staple(Votes votes, StapleSettings settings) {
        this.votes = votes;
        this.settings = settings;
        posterior = new double[votes.patterns()];
        alpha = new double[votes.samples()];
        beta = new double[votes.samples()];
        Arrays.fill(alpha, settings.sensitivity());
        Arrays.fill(beta, settings.falsePositiveRate());
    }

    /** Estimates the truth behind votes. */
    public static StapleEstimate estimate(Votes votes, StapleSettings settings) {
        return new Staple(votes, settings).run();
    }

    private StapleEstimate run() {
        if (votes.areUnanimous()) {
            for (int pattern = 0; pattern < posterior.length; pattern++) {
                posterior[pattern] = votes.vote(pattern, 0);
            }
            return new StapleEstimate(votes, posterior, alpha, beta, 0, false);
        }
        boolean estimated = false;
        for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
            expect();
            if (!maximise()) {
                return new StapleEstimate(votes, posterior, alpha, beta, iteration, estimated);
            }
            estimated = true;
        }
        return new StapleEstimate(votes, posterior, alpha, beta, settings.iterations(), true);
    }

    /** E-step, in logarithms: a product of many small probabilities would vanish. */
    private void expect() {
        double ifAllAgainst = Math.log(settings.prior()) - Math.log1p(-settings.prior());
        double[] moreIfFor = new double[alpha.length];
        for (int j = 0; j < alpha.length; j++) {
            double ifAgainst = Math.log1p(-alpha[j]) - Math.log1p(-beta[j]);
            ifAllAgainst += ifAgainst;
            moreIfFor[j] = Math.log(alpha[j]) - Math.log(beta[j]) - ifAgainst;
        }
        for (int pattern = 0; pattern < posterior.length; pattern++) {
            double logOdds = ifAllAgainst;
            for (int j = 0; j < alpha.length; j++) {
                logOdds += votes.vote(pattern, j) * moreIfFor[j];
            }
            posterior[pattern] = 1 / (1 + Math.exp(-logOdds));
        }
    }

    /**
     * M-step.
     *
     * @return false if there is too little foreground or background to learn from
     */
    private boolean maximise() {
        double foreground = 0;
        double background = 0;
        double[] foregroundVotes = new double[alpha.length];
        double[] backgroundVotes = new double[alpha.length];
        for (int pattern = 0; pattern < posterior.length; pattern++) {
            double inFront = votes.count(pattern) * posterior[pattern];
            double behind = votes.count(pattern) * (1 - posterior[pattern]);
            foreground += inFront;
            background += behind;
            for (int j = 0; j < alpha.length; j++) {
                foregroundVotes[j] += votes.vote(pattern, j) * inFront;
                backgroundVotes[j] += votes.vote(pattern, j) * behind;
            }
        }
        if (foreground < LEAST_PIXELS || background < LEAST_PIXELS) {
            return false;
        }
        for (int j = 0; j < alpha.length; j++) {
            alpha[j] = uncertain(foregroundVotes[j] / foreground);
            beta[j] = uncertain(backgroundVotes[j] / background);
        }
        return true;
    }

    private static double uncertain(double rate) {
        return Math.min(1 - CERTAIN, Math.max(CERTAIN, rate));
    }
}
