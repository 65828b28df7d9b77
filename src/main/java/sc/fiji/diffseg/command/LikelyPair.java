package sc.fiji.diffseg.command;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sc.fiji.diffseg.segment.Provenance;

/**
 * The two of the open images that one most likely wants to compare.
 *
 * @param prediction a mask or labels
 * @param truth another of the same size
 */
record LikelyPair(ImagePlus prediction, ImagePlus truth) {

    /** In masks and labels most neighbours within an object have the same value. */
    private static final double MOST = 0.9;

    /** What an image may be, the likeliest prediction first. */
    private enum Kind {
        RESULT,
        MASK,
        OTHER
    }

    /** The likeliest truth first. */
    private static final List<Kind> OF_TRUTH = List.of(Kind.MASK, Kind.RESULT, Kind.OTHER);

    /**
     * Finds them. The prediction is rather one that was segmented here, and the truth a mask that
     * was not.
     *
     * @param open images in the order in which they come into question as the prediction
     */
    static Optional<LikelyPair> among(List<ImagePlus> open) {
        Map<ImagePlus, Kind> kinds = new LinkedHashMap<>();
        open.forEach(image -> kinds.put(image, kind(image)));
        List<ImagePlus> predictions = new ArrayList<>(open);
        List<ImagePlus> truths = new ArrayList<>(open);
        Collections.reverse(truths);
        predictions.sort(Comparator.comparing(kinds::get));
        truths.sort(Comparator.comparing(image -> OF_TRUTH.indexOf(kinds.get(image))));
        return predictions.stream()
                .flatMap(
                        prediction ->
                                truths.stream()
                                        .filter(truth -> fits(prediction, truth))
                                        .map(truth -> new LikelyPair(prediction, truth)))
                .findFirst();
    }

    private static Kind kind(ImagePlus image) {
        if (Provenance.isIn(image) && image.getType() != ImagePlus.GRAY32) {
            return Kind.RESULT;
        }
        return isMask(image) ? Kind.MASK : Kind.OTHER;
    }

    private static boolean fits(ImagePlus prediction, ImagePlus truth) {
        return prediction != truth
                && Arrays.equals(prediction.getDimensions(), truth.getDimensions());
    }

    /** By the plane that is shown. */
    private static boolean isMask(ImagePlus image) {
        if (image.getType() == ImagePlus.COLOR_RGB) {
            return false;
        }
        ImageProcessor plane = image.getProcessor();
        int inside = 0;
        int same = 0;
        for (int y = 0; y < plane.getHeight(); y++) {
            for (int x = 1; x < plane.getWidth(); x++) {
                float value = plane.getf(x, y);
                float left = plane.getf(x - 1, y);
                if (value != 0 && left != 0) {
                    inside++;
                    same += value == left ? 1 : 0;
                }
            }
        }
        return same >= MOST * inside;
    }
}
