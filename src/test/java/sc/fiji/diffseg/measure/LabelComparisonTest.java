package sc.fiji.diffseg.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.LabelComparison.Task;

class LabelComparisonTest {

    private static final EmptyMasks ONE = EmptyMasks.COUNT_AS_ONE;

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    private static LabelComparison compare(LabelPairs pair, Comparison comparison) {
        double[] spacing = Arrays.copyOf(new double[] {0.5, 0.25, 2}, pair.size().length);
        return LabelComparison.of(
                pair.predictionImage(),
                pair.truthImage(),
                new Task(comparison, Optional.of(spacing), List.of(0.5)),
                Progress.NONE);
    }

    /** Counts where both predicates hold, and where each does. */
    private static long[] count(LabelPairs pair, int predicted, int expected) {
        long[] counts = new long[3];
        for (int i = 0; i < pair.truth().length; i++) {
            boolean p =
                    predicted < 0 ? pair.prediction()[i] > 0 : pair.prediction()[i] == predicted;
            boolean t = expected < 0 ? pair.truth()[i] > 0 : pair.truth()[i] == expected;
            counts[0] += p && t ? 1 : 0;
            counts[1] += p ? 1 : 0;
            counts[2] += t ? 1 : 0;
        }
        return counts;
    }

    private static void assertScores(long[] counts, Overlap overlap, String where) {
        double both = counts[0];
        double union = counts[1] + counts[2] - both;
        double sum = counts[1] + counts[2];
        assertEquals(sum == 0 ? 1 : 2 * both / sum, overlap.dice(ONE), 1e-12, where);
        assertEquals(union == 0 ? 1 : both / union, overlap.iou(ONE), 1e-12, where);
        double precision = sum == 0 ? 1 : counts[1] == 0 ? 0 : both / counts[1];
        assertEquals(precision, overlap.precision(ONE), 1e-12, where);
        assertEquals(1 - precision, overlap.falsePositiveError(ONE), 1e-12, where);
        double recall = sum == 0 ? 1 : counts[2] == 0 ? 0 : both / counts[2];
        assertEquals(recall, overlap.recall(ONE), 1e-12, where);
        assertEquals(1 - recall, overlap.falseNegativeError(ONE), 1e-12, where);
        double larger = sum == 0 ? 0 : 2 * (counts[1] - counts[2]) / sum;
        assertEquals(larger, overlap.volumeSimilarity(ONE), 1e-12, where);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theForegroundOfRandomLabelsEqualsCounting(int seed) {
        LabelPairs pair = LabelPairs.random(seed);
        LabelComparison scores = compare(pair, Comparison.FOREGROUND);
        Overlap overlap = scores.whole().overlap();
        assertScores(count(pair, -1, -1), overlap, "seed " + seed);
        assertEquals(
                pair.truth().length,
                overlap.truePositives()
                        + overlap.falsePositives()
                        + overlap.falseNegatives()
                        + overlap.trueNegatives());
        assertEquals(List.of(), scores.regions());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyLabelOfRandomImagesEqualsCountingAlsoIfItIsOnOneSideOnly(int seed) {
        LabelPairs pair = LabelPairs.random(seed);
        SortedSet<Integer> labels = new TreeSet<>();
        IntStream.concat(Arrays.stream(pair.truth()), Arrays.stream(pair.prediction()))
                .filter(label -> label > 0)
                .forEach(labels::add);
        LabelComparison scores = compare(pair, Comparison.LABELS);
        assertEquals(labels.size(), scores.regions().size());
        long[] all = new long[3];
        int row = 0;
        for (int label : labels) {
            RegionScore region = scores.regions().get(row++);
            long[] counts = count(pair, label, label);
            assertEquals(counts[1] > 0 ? label : 0, region.predictionLabel());
            assertEquals(counts[2] > 0 ? label : 0, region.truthLabel());
            assertScores(counts, region.overlap(), "seed " + seed + " label " + label);
            for (int i = 0; i < 3; i++) {
                all[i] += counts[i];
            }
        }
        assertScores(all, scores.whole().overlap(), "seed " + seed);
    }

    @Test
    void theRandomImagesHaveAllKindsOfLabels() {
        int both = 0;
        int predictedOnly = 0;
        int missed = 0;
        int empty = 0;
        for (int seed = 0; seed < 50; seed++) {
            LabelComparison scores = compare(LabelPairs.random(seed), Comparison.LABELS);
            empty += scores.regions().isEmpty() ? 1 : 0;
            for (RegionScore region : scores.regions()) {
                both += region.overlap().truePositives() > 0 ? 1 : 0;
                predictedOnly += region.truthLabel() == 0 ? 1 : 0;
                missed += region.predictionLabel() == 0 ? 1 : 0;
            }
        }
        assertTrue(both > 30 && predictedOnly > 10 && missed > 10 && empty > 1);
    }

    @Test
    void objectsAreScoredAgainstTheirPartnersAndLonelyOnesAgainstNothing() {
        int[] truth = {7, 7, 7, 7, 0, 0, 9, 9, 9};
        int[] prediction = {2, 2, 2, 0, 0, 5, 0, 0, 9};
        LabelComparison scores =
                compare(new LabelPairs(prediction, truth, new long[] {9, 1}), Comparison.OBJECTS);
        List<RegionScore> regions = scores.regions();
        assertEquals(4, regions.size());
        assertEquals(List.of(2, 7), labels(regions.get(0)));
        assertEquals(0.75, regions.get(0).overlap().iou());
        // One pixel of a third of it is no partner, though it has the same number.
        assertEquals(List.of(0, 9), labels(regions.get(1)));
        assertEquals(0, regions.get(1).overlap().dice());
        assertTrue(Double.isNaN(regions.get(1).hausdorff95(ONE)));
        assertEquals(List.of(5, 0), labels(regions.get(2)));
        assertEquals(List.of(9, 0), labels(regions.get(3)));
        assertEquals(new Overlap(1, 2, 1, 0), scores.matchings().get(0).objects());
        assertEquals(new Overlap(4, 1, 3, 1), scores.whole().overlap());
    }

    private static List<Integer> labels(RegionScore region) {
        return List.of(region.predictionLabel(), region.truthLabel());
    }

    @Test
    void nothingInBothIsPerfectZeroOrLeftOut() {
        LabelPairs nothing = new LabelPairs(new int[12], new int[12], new long[] {4, 3});
        RegionScore whole = compare(nothing, Comparison.LABELS).whole();
        assertEquals(1, whole.overlap().dice(ONE));
        assertEquals(0, whole.overlap().falseNegativeError(ONE));
        assertEquals(0, whole.hausdorff95(ONE));
        assertEquals(0, whole.averageSurfaceDistance(ONE));
        EmptyMasks zero = EmptyMasks.COUNT_AS_ZERO;
        assertEquals(0, whole.overlap().dice(zero));
        assertTrue(Double.isNaN(whole.hausdorff95(zero)));
        assertTrue(Double.isNaN(whole.overlap().volumeSimilarity(zero)));
        EmptyMasks out = EmptyMasks.LEAVE_OUT;
        assertTrue(Double.isNaN(whole.overlap().dice(out)));
        assertTrue(Double.isNaN(whole.overlap().falsePositiveError(out)));
        assertTrue(Double.isNaN(whole.averageSurfaceDistance(out)));
    }

    @Test
    void oneEmptyImageHasNoDistanceUnderAnyConvention() {
        int[] something = new int[12];
        something[5] = 3;
        LabelPairs pair = new LabelPairs(something, new int[12], new long[] {4, 3});
        for (Comparison comparison : Comparison.values()) {
            RegionScore whole = compare(pair, comparison).whole();
            for (EmptyMasks convention : EmptyMasks.values()) {
                assertEquals(0, whole.overlap().dice(convention));
                assertEquals(2, whole.overlap().volumeSimilarity(convention));
                assertTrue(Double.isNaN(whole.hausdorff95(convention)));
            }
        }
    }

    @Test
    void aClassThatIsMissingLeavesTheImageWithoutAMeanDistance() {
        int[] truth = {1, 1, 0, 2, 2, 0};
        LabelPairs complete =
                new LabelPairs(new int[] {0, 1, 0, 2, 2, 2}, truth, new long[] {6, 1});
        RegionScore whole = compare(complete, Comparison.LABELS).whole();
        List<RegionScore> regions = compare(complete, Comparison.LABELS).regions();
        assertEquals(
                (regions.get(0).averageSurfaceDistance(ONE)
                                + regions.get(1).averageSurfaceDistance(ONE))
                        / 2,
                whole.averageSurfaceDistance(ONE));
        assertTrue(whole.averageSurfaceDistance(ONE) > 0);
        LabelPairs missing = new LabelPairs(new int[] {0, 1, 0, 0, 0, 0}, truth, new long[] {6, 1});
        whole = compare(missing, Comparison.LABELS).whole();
        assertTrue(Double.isNaN(whole.averageSurfaceDistance(ONE)));
    }

    @Test
    void distancesAreLeftOutOnRequest() {
        LabelPairs pair = LabelPairs.random(3);
        LabelComparison scores =
                LabelComparison.of(
                        pair.predictionImage(),
                        pair.truthImage(),
                        new Task(Comparison.LABELS, Optional.empty(), List.of()),
                        Progress.NONE);
        assertEquals(SurfaceDistance.NONE, scores.whole().distance());
        assertEquals(compare(pair, Comparison.LABELS).whole().overlap(), scores.whole().overlap());
    }

    @Test
    void differentSizesAreRefusedAndCancellingWorks() {
        Task task = new Task(Comparison.FOREGROUND, Optional.empty(), List.of());
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        LabelComparison.of(
                                ArrayImgs.ints(3, 4), ArrayImgs.ints(4, 3), task, Progress.NONE));
        Progress cancelled = ImpatientUser.fromTheBeginning();
        assertThrows(
                CancellationException.class,
                () ->
                        LabelComparison.of(
                                ArrayImgs.ints(3, 4), ArrayImgs.ints(3, 4), task, cancelled));
    }
}
