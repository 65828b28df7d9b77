package sc.fiji.diffseg.measure;

import java.util.Arrays;
import net.imglib2.Cursor;
import net.imglib2.Dimensions;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * How a predicted binary mask and the true one share their pixels.
 *
 * <p>Shares of pixels lie between 0 and 1. If both masks are empty they are 1, or what {@link
 * EmptyMasks} says; if only one is empty they are 0, also where the fraction itself would be 0/0.
 *
 * @param truePositives pixels in the foreground of both
 * @param falsePositives pixels in the foreground of the prediction only
 * @param falseNegatives pixels in the foreground of the truth only
 * @param trueNegatives pixels in the foreground of neither
 */
public record Overlap(
        long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {

    /**
     * Compares two masks.
     *
     * @param prediction true for foreground
     * @param truth of the same length
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Overlap of(boolean[] prediction, boolean[] truth) {
        requireSameLength(prediction.length, truth.length);
        Counter counter = new Counter();
        for (int i = 0; i < prediction.length; i++) {
            counter.add(prediction[i], truth[i]);
        }
        return counter.overlap();
    }

    /**
     * Compares two masks.
     *
     * @param prediction anything but 0 for foreground
     * @param truth of the same length
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Overlap of(byte[] prediction, byte[] truth) {
        requireSameLength(prediction.length, truth.length);
        Counter counter = new Counter();
        for (int i = 0; i < prediction.length; i++) {
            counter.add(prediction[i] != 0, truth[i] != 0);
        }
        return counter.overlap();
    }

    /**
     * Compares two images of masks or labels. Where their intervals begin does not matter.
     *
     * @param prediction foreground where strictly greater than the threshold; NaN is background
     * @param truth of the same size
     * @param threshold for both: 0 for labels, 127 for masks of 0 and 255
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Overlap of(
            RandomAccessibleInterval<? extends RealType<?>> prediction,
            RandomAccessibleInterval<? extends RealType<?>> truth,
            double threshold) {
        return of(prediction, threshold, truth, threshold);
    }

    /**
     * Compares two images with a threshold for each, such as labels with a 0/255 mask.
     *
     * @param prediction foreground where strictly greater than its threshold; NaN is background
     * @param truth of the same size
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Overlap of(
            RandomAccessibleInterval<? extends RealType<?>> prediction,
            double predictionThreshold,
            RandomAccessibleInterval<? extends RealType<?>> truth,
            double truthThreshold) {
        requireSameSize(prediction, truth);
        Counter counter = new Counter();
        Cursor<? extends RealType<?>> truthCursor = Views.flatIterable(truth).cursor();
        for (RealType<?> value : Views.flatIterable(prediction)) {
            counter.add(
                    value.getRealDouble() > predictionThreshold,
                    truthCursor.next().getRealDouble() > truthThreshold);
        }
        return counter.overlap();
    }

    /** Dice coefficient 2 TP / (2 TP + FP + FN), with two empty masks counted as 1. */
    public double dice() {
        return dice(EmptyMasks.COUNT_AS_ONE);
    }

    /** Dice coefficient 2 TP / (2 TP + FP + FN). */
    public double dice(EmptyMasks convention) {
        return ratio(
                2 * truePositives, 2 * truePositives + falsePositives + falseNegatives, convention);
    }

    /** Intersection over union TP / (TP + FP + FN), with two empty masks counted as 1. */
    public double iou() {
        return iou(EmptyMasks.COUNT_AS_ONE);
    }

    /** Intersection over union TP / (TP + FP + FN). */
    public double iou(EmptyMasks convention) {
        return ratio(truePositives, truePositives + falsePositives + falseNegatives, convention);
    }

    /** Share of the predicted foreground that is right, with two empty masks counted as 1. */
    public double precision() {
        return precision(EmptyMasks.COUNT_AS_ONE);
    }

    /** Share of the predicted foreground that is right: TP / (TP + FP). */
    public double precision(EmptyMasks convention) {
        return ratio(truePositives, truePositives + falsePositives, convention);
    }

    /** Share of the true foreground that is found, with two empty masks counted as 1. */
    public double recall() {
        return recall(EmptyMasks.COUNT_AS_ONE);
    }

    /** Share of the true foreground that is found: TP / (TP + FN). */
    public double recall(EmptyMasks convention) {
        return ratio(truePositives, truePositives + falseNegatives, convention);
    }

    /**
     * Share of the true foreground that is missed, 1 - recall. MorphoLibJ and ITK call it false
     * negative error.
     */
    public double falseNegativeError(EmptyMasks convention) {
        return 1 - recall(convention);
    }

    /**
     * Share of the predicted foreground that is wrong, 1 - precision. MorphoLibJ and ITK call it
     * false positive error.
     */
    public double falsePositiveError(EmptyMasks convention) {
        return 1 - precision(convention);
    }

    /**
     * How much larger the prediction is than the truth, as MorphoLibJ and ITK define it: 2 (P - T)
     * / (P + T) of the numbers of pixels. 0 for the same size, above 0 up to 2 if the prediction is
     * larger, below 0 down to -2 if it is smaller.
     */
    public double volumeSimilarity(EmptyMasks convention) {
        if (bothEmpty()) {
            return convention.distance();
        }
        double predicted = truePositives + falsePositives;
        double expected = truePositives + falseNegatives;
        return 2 * (predicted - expected) / (predicted + expected);
    }

    /** Whether neither mask has any foreground. */
    public boolean bothEmpty() {
        return truePositives + falsePositives + falseNegatives == 0;
    }

    /**
     * The pixels of both pairs of masks together. Measures of such a sum weigh images by their
     * foreground; published tables are means over images instead.
     */
    public Overlap plus(Overlap other) {
        return new Overlap(
                truePositives + other.truePositives,
                falsePositives + other.falsePositives,
                falseNegatives + other.falseNegatives,
                trueNegatives + other.trueNegatives);
    }

    private double ratio(long part, long whole, EmptyMasks convention) {
        if (bothEmpty()) {
            return convention.score();
        }
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static void requireSameLength(int prediction, int truth) {
        if (prediction != truth) {
            throw new IllegalArgumentException(
                    "Prediction and truth must have the same number of pixels, but the prediction"
                            + " has "
                            + prediction
                            + " and the truth "
                            + truth
                            + ".");
        }
    }

    /**
     * Fails unless two images have the same number of pixels along every axis.
     *
     * @throws IllegalArgumentException in one sentence
     */
    static void requireSameSize(Dimensions prediction, Dimensions truth) {
        long[] predictionSize = prediction.dimensionsAsLongArray();
        long[] truthSize = truth.dimensionsAsLongArray();
        if (!Arrays.equals(predictionSize, truthSize)) {
            throw new IllegalArgumentException(
                    "Prediction and truth must have the same size, but the prediction is "
                            + sizeText(predictionSize)
                            + " and the truth "
                            + sizeText(truthSize)
                            + ".");
        }
    }

    private static String sizeText(long[] size) {
        StringBuilder text = new StringBuilder();
        for (long length : size) {
            text.append(text.length() == 0 ? "" : "x").append(length);
        }
        return text.toString();
    }

    private static final class Counter {
        private long truePositives;
        private long falsePositives;
        private long falseNegatives;
        private long trueNegatives;

        void add(boolean predicted, boolean isTrue) {
            if (predicted) {
                if (isTrue) {
                    truePositives++;
                } else {
                    falsePositives++;
                }
            } else if (isTrue) {
                falseNegatives++;
            } else {
                trueNegatives++;
            }
        }

        Overlap overlap() {
            return new Overlap(truePositives, falsePositives, falseNegatives, trueNegatives);
        }
    }
}
