package sc.fiji.diffseg.segment;

import java.util.List;
import sc.fiji.diffseg.fusion.Performance;

/**
 * What a segmentation found; every map is of the plane's size, row-major, one per plane in the
 * order of the source.
 *
 * @param labels numbers of the connected parts, 0 for background, unique within the image; empty
 *     unless the output is {@link OutputType#LABELS}
 * @param masks true for foreground; empty unless the output is {@link OutputType#MASK}
 * @param probability what the fusion of the samples says, in [0,1]: their mean, the posterior of
 *     STAPLE, or the share of samples in favour; empty unless wanted
 * @param uncertainty standard deviation over the samples, in [0,0.5], of their probabilities or,
 *     where masks were fused, of their masks; empty unless wanted
 * @param sampleMasks for every sample its masks, by threshold alone; empty unless wanted
 * @param performances for every plane how well each sample's mask agrees with the consensus; empty
 *     unless masks were fused
 * @param objects number of connected parts in all planes
 * @param seconds time taken
 * @param settings what was asked for
 * @param execution how it was done
 */
public record SegmentationResult(
        List<int[]> labels,
        List<boolean[]> masks,
        List<float[]> probability,
        List<float[]> uncertainty,
        List<List<boolean[]>> sampleMasks,
        List<List<Performance>> performances,
        int objects,
        double seconds,
        SegmentationSettings settings,
        Execution execution) {

    /** The foreground of one plane, whatever the output. */
    public boolean[] foreground(int plane) {
        if (settings.output() == OutputType.MASK) {
            return masks.get(plane);
        }
        int[] numbers = labels.get(plane);
        boolean[] mask = new boolean[numbers.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = numbers[i] != 0;
        }
        return mask;
    }
}
