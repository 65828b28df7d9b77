package sc.fiji.diffseg.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.fusion.Consensus;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.fusion.Votes;
import sc.fiji.diffseg.network.SegmentationModel;

/**
 * Makes one of the samples of each plane. The mean is one of probabilities, cut at the threshold
 * afterwards; STAPLE and majority vote are of masks, so every sample is cut at the threshold before
 * and the consensus at one half.
 */
public final class PlaneFusion {

    private final Fusion fusion;
    private final double threshold;
    private final Optional<boolean[]> selection;

    /**
     * Prepares fusions.
     *
     * @param threshold the user's
     * @param selection pixels that count; the others tell nothing of the samples
     */
    public PlaneFusion(Fusion fusion, double threshold, Optional<boolean[]> selection) {
        this.fusion = fusion;
        this.threshold = threshold;
        this.selection = selection;
    }

    /** The fusion for a model: what the user chose, or what it prefers; one sample is its mean. */
    public static Fusion choose(SegmentationSettings settings, SegmentationModel model) {
        return settings.sampling().samples() == 1
                ? Fusion.MEAN
                : settings.fusion().orElse(model.fusion());
    }

    /** The foreground of one sample. */
    boolean[] mask(float[] sample) {
        return above(sample, threshold);
    }

    /** The foreground of what {@link #fuse} has made. */
    public boolean[] mask(PlanePrediction fused) {
        return above(fused.probability(), fusion == Fusion.MEAN ? threshold : Consensus.THRESHOLD);
    }

    private boolean[] above(float[] values, double limit) {
        boolean[] inside = selection.orElse(null);
        boolean[] mask = new boolean[values.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = values[i] > limit && (inside == null || inside[i]);
        }
        return mask;
    }

    /** The same samples with the maps that the fusion makes of them. */
    public PlanePrediction fuse(PlanePrediction mean) {
        if (fusion == Fusion.MEAN) {
            return mean;
        }
        List<boolean[]> masks = new ArrayList<>();
        mean.samples().forEach(sample -> masks.add(mask(sample)));
        Votes votes =
                selection.map(inside -> Votes.of(masks, inside)).orElseGet(() -> Votes.of(masks));
        Consensus consensus = fusion.fuse(votes);
        return new PlanePrediction(
                consensus.probability(),
                Optional.of(votes.disagreement()),
                mean.samples(),
                consensus.performances());
    }
}
