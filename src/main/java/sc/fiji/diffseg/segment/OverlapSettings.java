package sc.fiji.diffseg.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import sc.fiji.diffseg.measure.Comparison;
import sc.fiji.diffseg.measure.EmptyMasks;
import sc.fiji.diffseg.measure.ObjectMatching;

/**
 * How segmentations are compared with the truth.
 *
 * @param comparison what labels mean
 * @param emptyMasks what a measure is worth where both are empty
 * @param sliceBySlice whether every slice is an image of its own; otherwise slices are a volume
 * @param distances whether the distances of surfaces are measured, which takes longest
 * @param thresholds of the intersection over union at which objects are matched, ascending
 */
public record OverlapSettings(
        Comparison comparison,
        EmptyMasks emptyMasks,
        boolean sliceBySlice,
        boolean distances,
        List<Double> thresholds) {

    /** Thresholds as Cellpose's authors report them, in words for {@link #thresholds(String)}. */
    public static final String THRESHOLDS = "0.5 0.75 0.9";

    /** Foreground, both empty = 1, slices as a volume, with distances. */
    public static final OverlapSettings DEFAULT =
            new OverlapSettings(
                    Comparison.FOREGROUND,
                    EmptyMasks.COUNT_AS_ONE,
                    false,
                    true,
                    thresholds(THRESHOLDS));

    /**
     * Sorts the thresholds.
     *
     * @throws IllegalArgumentException in one sentence, if a threshold is impossible or none is
     *     given
     */
    public OverlapSettings {
        if (thresholds.isEmpty()) {
            throw new IllegalArgumentException(
                    "Matching objects needs a threshold of the IoU: give one or more, such as 0.5.");
        }
        thresholds.forEach(ObjectMatching::requireThreshold);
        thresholds = List.copyOf(new TreeSet<>(thresholds));
    }

    /** The same with another meaning of labels. */
    public OverlapSettings withComparison(Comparison other) {
        return new OverlapSettings(other, emptyMasks, sliceBySlice, distances, thresholds);
    }

    /**
     * Numbers with commas or spaces between them.
     *
     * @throws IllegalArgumentException in one sentence, if one is no number
     */
    public static List<Double> thresholds(String text) {
        List<Double> numbers = new ArrayList<>();
        for (String word : text.trim().split("[,;\\s]+")) {
            try {
                if (!word.isEmpty()) {
                    numbers.add(Double.valueOf(word));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'%s' is no threshold of the IoU: give numbers such as %s."
                                .formatted(word, THRESHOLDS),
                        e);
            }
        }
        return numbers;
    }
}
