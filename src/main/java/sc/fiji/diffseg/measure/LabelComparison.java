package sc.fiji.diffseg.measure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.IntegerType;
import sc.fiji.diffseg.Progress;

/**
 * How well two label images agree.
 *
 * @param whole the image as a whole: its foreground; or, if labels are classes, the overlap summed
 *     over them and the mean of their distances, which is NaN if one class has none
 * @param regions every label that occurs in either image, or every pair of partners and every
 *     object without; none if only the foreground was compared
 * @param matchings of objects, for every threshold one
 */
public record LabelComparison(
        RegionScore whole, List<RegionScore> regions, List<ObjectMatching> matchings) {

    /** Copies the lists. */
    public LabelComparison {
        regions = List.copyOf(regions);
        matchings = List.copyOf(matchings);
    }

    /**
     * What to compare and how.
     *
     * @param comparison what the labels mean
     * @param spacing distance of neighbouring pixels along every axis; empty for no distances
     * @param thresholds of the IoU at which objects are matched; the objects' own scores are those
     *     of the partners at the lowest. At least one for {@link Comparison#OBJECTS}, otherwise of
     *     no meaning
     */
    public record Task(
            Comparison comparison, Optional<double[]> spacing, List<Double> thresholds) {}

    /**
     * Compares two label images.
     *
     * @param prediction 0 for background
     * @param truth 0 for background; of the same size
     * @throws IllegalArgumentException if the sizes differ
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public static LabelComparison of(
            RandomAccessibleInterval<? extends IntegerType<?>> prediction,
            RandomAccessibleInterval<? extends IntegerType<?>> truth,
            Task task,
            Progress progress) {
        LabelOverlaps overlaps = new LabelOverlaps(prediction, truth);
        progress.checkCancelled();
        List<ObjectMatching> matchings =
                task.comparison == Comparison.OBJECTS
                        ? task.thresholds.stream()
                                .sorted()
                                .map(threshold -> ObjectMatching.of(overlaps, threshold))
                                .toList()
                        : List.of();
        List<RegionScore> pairs =
                switch (task.comparison) {
                    case FOREGROUND -> List.of();
                    case LABELS -> sameLabels(overlaps);
                    case OBJECTS -> partners(overlaps, matchings.get(0).partners());
                };
        boolean classes = task.comparison == Comparison.LABELS;
        RegionScore whole =
                new RegionScore(
                        0,
                        0,
                        classes ? overlaps.sameLabels() : overlaps.foreground(),
                        SurfaceDistance.NONE);
        if (task.spacing.isEmpty()) {
            return new LabelComparison(whole, pairs, matchings);
        }
        double[] spacing = task.spacing.get();
        List<RegionScore> regions = withDistances(prediction, truth, spacing, pairs, progress);
        SurfaceDistance distance =
                classes
                        ? mean(regions)
                        : SurfaceDistance.between(
                                new Surfaces(prediction, spacing, true).of(1),
                                new Surfaces(truth, spacing, true).of(1));
        return new LabelComparison(
                new RegionScore(0, 0, whole.overlap(), distance), regions, matchings);
    }

    private static List<RegionScore> sameLabels(LabelOverlaps overlaps) {
        SortedSet<Integer> labels = new TreeSet<>(overlaps.truthLabels());
        labels.addAll(overlaps.predictionLabels());
        List<RegionScore> scores = new ArrayList<>();
        for (int label : labels) {
            int predicted = overlaps.predictionLabels().contains(label) ? label : 0;
            int expected = overlaps.truthLabels().contains(label) ? label : 0;
            scores.add(score(overlaps, predicted, expected));
        }
        return scores;
    }

    private static List<RegionScore> partners(
            LabelOverlaps overlaps, Map<Integer, Integer> partners) {
        List<RegionScore> scores = new ArrayList<>();
        for (int label : overlaps.truthLabels()) {
            scores.add(score(overlaps, partners.getOrDefault(label, 0), label));
        }
        Set<Integer> taken = new HashSet<>(partners.values());
        for (int label : overlaps.predictionLabels()) {
            if (!taken.contains(label)) {
                scores.add(score(overlaps, label, 0));
            }
        }
        return scores;
    }

    private static RegionScore score(LabelOverlaps overlaps, int predicted, int expected) {
        return new RegionScore(
                predicted, expected, overlaps.of(predicted, expected), SurfaceDistance.NONE);
    }

    private static List<RegionScore> withDistances(
            RandomAccessibleInterval<? extends IntegerType<?>> prediction,
            RandomAccessibleInterval<? extends IntegerType<?>> truth,
            double[] spacing,
            List<RegionScore> pairs,
            Progress progress) {
        if (pairs.isEmpty()) {
            return pairs;
        }
        Surfaces predicted = new Surfaces(prediction, spacing, false);
        progress.checkCancelled();
        Surfaces expected = new Surfaces(truth, spacing, false);
        List<RegionScore> scores = new ArrayList<>();
        for (RegionScore pair : pairs) {
            progress.checkCancelled();
            SurfaceDistance distance =
                    SurfaceDistance.between(
                            predicted.of(pair.predictionLabel()), expected.of(pair.truthLabel()));
            scores.add(
                    new RegionScore(
                            pair.predictionLabel(), pair.truthLabel(), pair.overlap(), distance));
        }
        return scores;
    }

    private static SurfaceDistance mean(List<RegionScore> regions) {
        return new SurfaceDistance(
                mean(regions, region -> region.distance().hausdorff95()),
                mean(regions, region -> region.distance().average()));
    }

    private static double mean(List<RegionScore> regions, ToDoubleFunction<RegionScore> of) {
        return regions.stream().mapToDouble(of).average().orElse(Double.NaN);
    }
}
