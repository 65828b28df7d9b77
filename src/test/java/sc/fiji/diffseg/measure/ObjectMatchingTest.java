package sc.fiji.diffseg.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectMatchingTest {

    private static final EmptyMasks ONE = EmptyMasks.COUNT_AS_ONE;

    private static LabelOverlaps overlaps(LabelPairs pair) {
        return new LabelOverlaps(pair.predictionImage(), pair.truthImage());
    }

    private static LabelOverlaps line(int[] prediction, int[] truth) {
        return overlaps(new LabelPairs(prediction, truth, new long[] {truth.length, 1}));
    }

    /** The most partners of all ways to choose them, by trying every one. */
    private static int most(
            List<Integer> truths, int from, List<Integer> free, double[][] iou, double threshold) {
        if (from == truths.size()) {
            return 0;
        }
        int best = most(truths, from + 1, free, iou, threshold);
        for (int i = 0; i < free.size(); i++) {
            int candidate = free.get(i);
            if (iou[from][candidate] >= threshold) {
                List<Integer> rest = new ArrayList<>(free);
                rest.remove(i);
                best = Math.max(best, 1 + most(truths, from + 1, rest, iou, threshold));
            }
        }
        return best;
    }

    @ParameterizedTest
    @MethodSource("sc.fiji.diffseg.measure.LabelComparisonTest#seeds")
    void asManyObjectsAreFoundAsTheBestAssignmentFinds(int seed) {
        LabelPairs pair = LabelPairs.random(seed);
        LabelOverlaps overlaps = overlaps(pair);
        List<Integer> truths = List.copyOf(overlaps.truthLabels());
        List<Integer> predictions = List.copyOf(overlaps.predictionLabels());
        double[][] iou = new double[truths.size()][predictions.size()];
        List<Integer> all = new ArrayList<>();
        for (int p = 0; p < predictions.size(); p++) {
            all.add(p);
            for (int t = 0; t < truths.size(); t++) {
                iou[t][p] = countedIou(pair, predictions.get(p), truths.get(t));
            }
        }
        for (double threshold : new double[] {0.01, 0.1, 0.25, 0.5, 0.75, 1}) {
            ObjectMatching matching = ObjectMatching.of(overlaps, threshold);
            int found = most(truths, 0, all, iou, threshold);
            assertEquals(
                    new Overlap(found, predictions.size() - found, truths.size() - found, 0),
                    matching.objects(),
                    "threshold " + threshold);
            assertEquals(found, matching.partners().values().stream().distinct().count());
            matching.partners()
                    .forEach(
                            (truth, prediction) ->
                                    assertTrue(countedIou(pair, prediction, truth) >= threshold));
        }
    }

    private static double countedIou(LabelPairs pair, int predicted, int expected) {
        double both = 0;
        double either = 0;
        for (int i = 0; i < pair.truth().length; i++) {
            boolean p = pair.prediction()[i] == predicted;
            boolean t = pair.truth()[i] == expected;
            both += p && t ? 1 : 0;
            either += p || t ? 1 : 0;
        }
        return both / either;
    }

    @Test
    void aPartnerIsGivenUpIfThatLetsAnotherObjectBeFound() {
        // 1 overlaps both predictions and prefers the one that 2 needs.
        int[] truth = {1, 1, 1, 1, 1, 2, 2};
        int[] prediction = {8, 8, 9, 9, 9, 9, 9};
        LabelOverlaps overlaps = line(prediction, truth);
        assertEquals(Map.of(1, 8, 2, 9), ObjectMatching.of(overlaps, 0.3).partners());
        assertEquals(Map.of(1, 9), ObjectMatching.of(overlaps, 0.42).partners());
    }

    @Test
    void scoresAreThoseOfStarDistAndCellpose() {
        // Of three true objects two are found, one of them exactly; two predictions are too many.
        int[] truth = {1, 1, 0, 2, 2, 2, 0, 3, 3, 3, 0, 0};
        int[] prediction = {4, 4, 0, 5, 5, 0, 0, 6, 0, 0, 7, 0};
        ObjectMatching half = ObjectMatching.of(line(prediction, truth), 0.5);
        assertEquals(2 / 4.0, half.precision(ONE));
        assertEquals(2 / 3.0, half.recall(ONE));
        assertEquals(4 / 7.0, half.f1(ONE));
        assertEquals(2 / 5.0, half.averagePrecision(ONE));
        ObjectMatching strict = ObjectMatching.of(line(prediction, truth), 0.9);
        assertEquals(1 / 6.0, strict.averagePrecision(ONE));
    }

    @Test
    void anIouEqualToTheThresholdIsEnough() {
        assertEquals(
                1,
                ObjectMatching.of(line(new int[] {1, 0}, new int[] {1, 1}), 0.5)
                        .objects()
                        .truePositives());
    }

    @Test
    void noObjectsAreScoredByTheConvention() {
        ObjectMatching none = ObjectMatching.of(line(new int[3], new int[3]), 0.5);
        assertEquals(1, none.f1(ONE));
        assertEquals(0, none.averagePrecision(EmptyMasks.COUNT_AS_ZERO));
        assertTrue(Double.isNaN(none.recall(EmptyMasks.LEAVE_OUT)));
    }

    /** A chain in which every object must give up its partner for the last one to be found. */
    @Test
    void longChainsDoNotExhaustTheStack() {
        int n = 5_000;
        int[] truth = new int[3 * n + 2];
        int[] prediction = new int[truth.length];
        for (int i = 0; i < n; i++) {
            truth[3 * i] = truth[3 * i + 1] = truth[3 * i + 2] = n - i;
        }
        for (int i = 0; i < n; i++) {
            prediction[3 * i + 2] = prediction[3 * i + 3] = prediction[3 * i + 4] = i + 1;
        }
        assertEquals(n, ObjectMatching.of(line(prediction, truth), 0.1).objects().truePositives());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
    void impossibleThresholdsAreRefused(double threshold) {
        assertThrows(
                IllegalArgumentException.class,
                () -> ObjectMatching.of(line(new int[2], new int[2]), threshold));
    }
}
