package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.ResultImages;

/**
 * A result as ImageJ images, with the size, slices, frames and calibration of the image they belong
 * to, and its title with a suffix. Each call makes new images.
 */
public final class SegmentationImages {

    private final PlaneSource source;
    private final ResultImages images;
    private final SegmentationResult result;

    /**
     * Prepares the images.
     *
     * @param source what was segmented
     */
    public SegmentationImages(PlaneSource source, SegmentationResult result) {
        this.source = source;
        images = new ResultImages(source);
        this.result = result;
    }

    /** What the images show. */
    public SegmentationResult result() {
        return result;
    }

    /** The labels with a lookup table that shows them, or the 0/255 mask. */
    public ImagePlus segmentation() {
        return result.settings().output() == OutputType.LABELS
                ? images.labels(result.labels())
                : images.masks(result.masks());
    }

    /** The probabilities, if they were wanted. */
    public Optional<ImagePlus> probability() {
        return result.probability().isEmpty()
                ? Optional.empty()
                : Optional.of(images.probability(result.probability()));
    }

    /** The uncertainty, if it was wanted. */
    public Optional<ImagePlus> uncertainty() {
        return result.uncertainty().isEmpty()
                ? Optional.empty()
                : Optional.of(images.uncertainty(result.uncertainty()));
    }

    /** How well every sample agrees with the consensus, if masks were fused. */
    public Optional<SampleTable> sampleTable() {
        return SampleTable.of(source, result);
    }

    /** The mask of every sample, if they were wanted; titles end in the sample's number. */
    public List<ImagePlus> sampleMasks() {
        List<ImagePlus> masks = new ArrayList<>();
        for (List<boolean[]> planes : result.sampleMasks()) {
            ImagePlus mask = images.masks(planes);
            mask.setTitle(mask.getTitle() + "-" + (masks.size() + 1));
            masks.add(mask);
        }
        return masks;
    }
}
