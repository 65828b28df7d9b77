package sc.fiji.diffseg.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.fusion.Consensus;
import sc.fiji.diffseg.fusion.Votes;
import sc.fiji.diffseg.image.MaskSamples;

/** Fuses masks that the user has, wherever they come from. */
public final class MaskFusion {

    private MaskFusion() {}

    /**
     * Fuses the samples of every position. Outside the selection, if there is one, everything is
     * background, and nothing is learned of the samples.
     *
     * @param progress asked at every position
     * @throws IllegalArgumentException in one sentence, if the images are no masks
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public static FusedMasks fuse(
            MaskSamples samples, MaskFusionSettings settings, Progress progress) {
        List<boolean[]> masks = new ArrayList<>();
        List<float[]> probability = new ArrayList<>();
        List<float[]> uncertainty = new ArrayList<>();
        SampleTable table = new SampleTable();
        int positions = samples.layout().planes();
        for (int position = 0; position < positions; position++) {
            progress.checkCancelled();
            progress.report(position / (double) positions, "Fusing " + samples.layout().name());
            Votes votes = votes(samples.masks(position), samples.selection());
            Consensus consensus = settings.method().fuse(votes);
            masks.add(consensus.mask());
            if (settings.probability()) {
                probability.add(consensus.probability());
            }
            if (settings.uncertainty()) {
                uncertainty.add(votes.disagreement());
            }
            tell(samples, position, consensus, table);
        }
        progress.report(1, "Fused " + samples.layout().name());
        return new FusedMasks(samples, settings, masks, probability, uncertainty, table);
    }

    private static Votes votes(List<boolean[]> masks, Optional<boolean[]> selection) {
        return selection.isPresent() ? Votes.of(masks, selection.get()) : Votes.of(masks);
    }

    private static void tell(
            MaskSamples samples, int position, Consensus consensus, SampleTable table) {
        int channels = samples.layout().channels();
        int slices = samples.layout().slices();
        for (int sample = 0; sample < samples.samples(); sample++) {
            table.add(
                    new SampleTable.Row(
                            samples.label(position, sample),
                            position % channels + 1,
                            position / channels % slices + 1,
                            position / channels / slices + 1,
                            sample + 1,
                            consensus.performances().get(sample)));
        }
    }
}
