package sc.fiji.diffseg.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.LabelComparison.Task;

class SurfaceDistanceTest {

    private static SurfaceDistance distance(LabelPairs pair, double... spacing) {
        Task task = new Task(Comparison.FOREGROUND, Optional.of(spacing), List.of());
        return LabelComparison.of(pair.predictionImage(), pair.truthImage(), task, Progress.NONE)
                .whole()
                .distance();
    }

    /** Pixels of which a neighbour along an axis is background or outside. */
    private static List<long[]> surface(int[] labels, long[] size) {
        List<long[]> surface = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            long[] place = LabelPairs.place(i, size);
            boolean edge = false;
            int step = 1;
            for (int d = 0; d < size.length; d++) {
                edge |= place[d] == 0 || labels[i - step] == 0;
                edge |= place[d] == size[d] - 1 || labels[i + step] == 0;
                step *= (int) size[d];
            }
            if (labels[i] != 0 && edge) {
                surface.add(place);
            }
        }
        return surface;
    }

    private static double[] nearest(List<long[]> from, List<long[]> to, double[] spacing) {
        return from.stream()
                .mapToDouble(
                        a ->
                                to.stream()
                                        .mapToDouble(b -> euclidean(a, b, spacing))
                                        .min()
                                        .orElseThrow())
                .sorted()
                .toArray();
    }

    private static double euclidean(long[] a, long[] b, double[] spacing) {
        double squares = 0;
        for (int d = 0; d < a.length; d++) {
            squares += Math.pow((a[d] - b[d]) * spacing[d], 2);
        }
        return Math.sqrt(squares);
    }

    private static double percentile95(double[] sorted) {
        double position = 0.95 * (sorted.length - 1);
        int low = (int) Math.floor(position);
        int high = (int) Math.ceil(position);
        return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
    }

    @ParameterizedTest
    @MethodSource("sc.fiji.diffseg.measure.LabelComparisonTest#seeds")
    void distancesOfRandomImagesEqualBruteForceWithAnisotropicPixels(int seed) {
        LabelPairs pair = LabelPairs.random(seed);
        double[] spacing = Arrays.copyOf(new double[] {0.31, 0.62, 2.5}, pair.size().length);
        SurfaceDistance found = distance(pair, spacing);
        List<long[]> predicted = surface(pair.prediction(), pair.size());
        List<long[]> expected = surface(pair.truth(), pair.size());
        if (predicted.isEmpty() || expected.isEmpty()) {
            assertEquals(SurfaceDistance.NONE, found);
            return;
        }
        double[] there = nearest(predicted, expected, spacing);
        double[] back = nearest(expected, predicted, spacing);
        assertEquals(Math.max(percentile95(there), percentile95(back)), found.hausdorff95(), 1e-12);
        double sum = Arrays.stream(there).sum() + Arrays.stream(back).sum();
        assertEquals(sum / (there.length + back.length), found.average(), 1e-12);
    }

    private static LabelPairs points(long[] size, int inPrediction, int inTruth) {
        int[] prediction = new int[(int) (size[0] * size[1] * (size.length > 2 ? size[2] : 1))];
        int[] truth = new int[prediction.length];
        prediction[inPrediction] = 1;
        truth[inTruth] = 1;
        return new LabelPairs(prediction, truth, size);
    }

    @Test
    void eachAxisHasItsOwnUnit() {
        // Three pixels to the right, four rows down, one slice on.
        LabelPairs plane = points(new long[] {10, 10}, 0, 43);
        assertEquals(new SurfaceDistance(5, 5), distance(plane, 1, 1));
        assertEquals(new SurfaceDistance(2.5, 2.5), distance(plane, 0.5, 0.5));
        assertEquals(0.5, distance(plane, 0.1, 0.1).hausdorff95(), 1e-12);
        assertEquals(4.2720018726587655, distance(plane, 0.5, 1).average(), 1e-12);
        LabelPairs volume = points(new long[] {10, 10, 2}, 0, 143);
        assertEquals(13, distance(volume, 1, 1, 12).average(), 1e-12);
    }

    @Test
    void theInsideOfAnObjectIsNoSurface() {
        int[] ring = new int[81];
        int[] disc = new int[81];
        for (int i = 0; i < 81; i++) {
            int far = Math.max(Math.abs(i % 9 - 4), Math.abs(i / 9 - 4));
            ring[i] = far == 3 ? 1 : 0;
            disc[i] = far <= 3 ? 1 : 0;
        }
        LabelPairs pair = new LabelPairs(ring, disc, new long[] {9, 9});
        assertEquals(new SurfaceDistance(0, 0), distance(pair, 1, 1));
    }

    @Test
    void fewFarPixelsCountForTheHausdorffDistanceOnlyAboveFivePercent() {
        int[] truth = new int[400];
        int[] prediction = new int[400];
        Arrays.fill(truth, 0, 100, 1);
        Arrays.fill(prediction, 0, 100, 1);
        LabelPairs pair = new LabelPairs(prediction, truth, new long[] {400, 1});
        Arrays.fill(prediction, 397, 400, 1);
        assertEquals(0, distance(pair, 1, 1).hausdorff95());
        Arrays.fill(prediction, 390, 400, 1);
        assertTrue(distance(pair, 1, 1).hausdorff95() > 290);
    }
}
