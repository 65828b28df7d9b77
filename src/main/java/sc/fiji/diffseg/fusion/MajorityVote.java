package sc.fiji.diffseg.fusion;

import java.util.ArrayList;
import java.util.List;

/** Foreground is what more than half of the samples are for; half of them are not enough. */
public final class MajorityVote {

    private MajorityVote() {}

    /**
     * Counts votes. The probability is the share of samples that are for a pixel; a sample's
     * sensitivity is unknown if the consensus has no foreground, its specificity if it has no
     * background.
     */
    public static Consensus of(Votes votes) {
        long foreground = 0;
        long background = 0;
        long[] hits = new long[votes.samples()];
        long[] rejections = new long[votes.samples()];
        for (int pattern = 0; pattern < votes.patterns(); pattern++) {
            int count = votes.count(pattern);
            boolean elected = 2 * votes.ayes(pattern) > votes.samples();
            foreground += elected ? count : 0;
            background += elected ? 0 : count;
            long[] agreeing = elected ? hits : rejections;
            for (int sample = 0; sample < agreeing.length; sample++) {
                agreeing[sample] += votes.vote(pattern, sample) == (elected ? 1 : 0) ? count : 0;
            }
        }
        List<Performance> performances = new ArrayList<>();
        for (int sample = 0; sample < votes.samples(); sample++) {
            // 0/0 is NaN: unknown.
            performances.add(
                    new Performance(
                            (double) hits[sample] / foreground,
                            (double) rejections[sample] / background));
        }
        return new Consensus(votes.fraction(), performances);
    }
}
