package sc.fiji.diffseg.segment;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.LabelVolumes;
import sc.fiji.diffseg.image.PixelSize;
import sc.fiji.diffseg.measure.LabelComparison;

/** Compares an image of masks or labels with the truth. */
public final class OverlapMeasurement {

    private OverlapMeasurement() {}

    /**
     * Compares two images. Channels and frames are compared one by one; slices together, as a
     * volume, or one by one. Where one of the images has a selection, only what lies inside counts.
     *
     * @return for every volume or plane its scores, channels counting fastest, then slices, then
     *     frames
     * @throws IllegalArgumentException in one sentence, if the images do not fit together or hold
     *     no masks or labels
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public static List<OverlapScore> measure(
            ImagePlus prediction, ImagePlus truth, OverlapSettings settings, Progress progress) {
        if (prediction == truth) {
            throw new IllegalArgumentException(
                    "\"%s\" is both prediction and truth: choose two images."
                            .formatted(truth.getTitle()));
        }
        requireSameDimensions(prediction, truth);
        LabelVolumes predicted = new LabelVolumes(prediction, settings.sliceBySlice());
        Optional<PixelSize> size =
                settings.distances()
                        ? Optional.of(PixelSize.common(truth, prediction, predicted.dimensions()))
                        : Optional.empty();
        LabelVolumes expected = new LabelVolumes(truth, settings.sliceBySlice());
        Optional<boolean[]> inside = both(predicted.selection(), expected.selection());
        LabelComparison.Task task =
                new LabelComparison.Task(
                        settings.comparison(), size.map(PixelSize::spacing), settings.thresholds());
        String unit = size.map(PixelSize::unit).orElse("");
        List<OverlapScore> scores = new ArrayList<>();
        for (int i = 0; i < predicted.count(); i++) {
            progress.checkCancelled();
            progress.report(i / (double) predicted.count(), "Measuring " + prediction.getTitle());
            LabelComparison comparison =
                    LabelComparison.of(
                            predicted.read(i, inside), expected.read(i, inside), task, progress);
            scores.add(
                    new OverlapScore(
                            prediction.getTitle(), predicted.position(i), comparison, unit));
        }
        return scores;
    }

    private static void requireSameDimensions(ImagePlus prediction, ImagePlus truth) {
        if (!Arrays.equals(prediction.getDimensions(), truth.getDimensions())) {
            throw new IllegalArgumentException(
                    "Prediction and truth must have the same size, but \"%s\" has %s and \"%s\" %s."
                            .formatted(
                                    prediction.getTitle(),
                                    words(prediction),
                                    truth.getTitle(),
                                    words(truth)));
        }
    }

    private static String words(ImagePlus image) {
        return "%d x %d pixels, %d channels, %d slices and %d frames"
                .formatted(
                        image.getWidth(),
                        image.getHeight(),
                        image.getNChannels(),
                        image.getNSlices(),
                        image.getNFrames());
    }

    private static Optional<boolean[]> both(Optional<boolean[]> a, Optional<boolean[]> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isPresent() ? a : b;
        }
        boolean[] inside = a.get().clone();
        for (int i = 0; i < inside.length; i++) {
            inside[i] &= b.get()[i];
        }
        return Optional.of(inside);
    }
}
