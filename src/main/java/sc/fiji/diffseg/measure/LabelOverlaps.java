package sc.fiji.diffseg.measure;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.view.Views;

/** How many pixels every label of a prediction shares with every label of the truth. */
public final class LabelOverlaps {

    private static final SortedMap<Integer, Long> NOTHING = Collections.emptySortedMap();

    /** For every label of the truth the labels of the prediction that touch it, with pixels. */
    private final SortedMap<Integer, SortedMap<Integer, Long>> shared = new TreeMap<>();

    private final NavigableMap<Integer, Long> predicted = new TreeMap<>();
    private final NavigableMap<Integer, Long> expected = new TreeMap<>();
    private final long pixels;

    /**
     * Counts the pixels of two label images.
     *
     * @param prediction 0 for background
     * @param truth 0 for background; of the same size
     * @throws IllegalArgumentException if the sizes differ
     */
    public LabelOverlaps(
            RandomAccessibleInterval<? extends IntegerType<?>> prediction,
            RandomAccessibleInterval<? extends IntegerType<?>> truth) {
        Overlap.requireSameSize(prediction, truth);
        Map<Long, long[]> counts = new HashMap<>();
        long lastPair = 0;
        long[] last = counts.computeIfAbsent(lastPair, pair -> new long[1]);
        long all = 0;
        Cursor<? extends IntegerType<?>> truthCursor = Views.flatIterable(truth).cursor();
        for (IntegerType<?> value : Views.flatIterable(prediction)) {
            long pair = (long) truthCursor.next().getInteger() << 32 | value.getInteger();
            if (pair != lastPair) {
                lastPair = pair;
                last = counts.computeIfAbsent(pair, p -> new long[1]);
            }
            last[0]++;
            all++;
        }
        pixels = all;
        counts.forEach((pair, count) -> add((int) (pair >> 32), (int) (long) pair, count[0]));
    }

    private void add(int inTruth, int inPrediction, long count) {
        if (inTruth != 0) {
            expected.merge(inTruth, count, Long::sum);
        }
        if (inPrediction != 0) {
            predicted.merge(inPrediction, count, Long::sum);
        }
        if (inTruth != 0 && inPrediction != 0) {
            shared.computeIfAbsent(inTruth, t -> new TreeMap<>()).put(inPrediction, count);
        }
    }

    /** The labels of the prediction in ascending order, without 0. */
    public SortedSet<Integer> predictionLabels() {
        return Collections.unmodifiableSortedSet(predicted.navigableKeySet());
    }

    /** The labels of the truth in ascending order, without 0. */
    public SortedSet<Integer> truthLabels() {
        return Collections.unmodifiableSortedSet(expected.navigableKeySet());
    }

    /** The labels of the prediction that share pixels with a label of the truth, ascending. */
    Set<Integer> touching(int truthLabel) {
        return shared.getOrDefault(truthLabel, NOTHING).keySet();
    }

    /**
     * The overlap of one label of the prediction with one of the truth.
     *
     * @param predictionLabel empty if it does not occur, as 0 does not
     * @param truthLabel empty if it does not occur, as 0 does not
     */
    public Overlap of(int predictionLabel, int truthLabel) {
        long both = shared(predictionLabel, truthLabel);
        return overlap(
                both,
                predicted.getOrDefault(predictionLabel, 0L),
                expected.getOrDefault(truthLabel, 0L),
                both);
    }

    /** The overlap of all that is not background. */
    public Overlap foreground() {
        long both = sharedForeground();
        return overlap(both, sum(predicted), sum(expected), both);
    }

    /**
     * The overlap summed over labels that have the same number in both, as MorphoLibJ and ITK sum
     * it for all labels. A pixel with different labels is a false positive of one and a false
     * negative of the other.
     */
    public Overlap sameLabels() {
        long same = 0;
        for (int label : expected.keySet()) {
            same += shared(label, label);
        }
        return overlap(same, sum(predicted), sum(expected), sharedForeground());
    }

    private Overlap overlap(long agreeing, long inPrediction, long inTruth, long inBoth) {
        long neither = pixels - (inPrediction + inTruth - inBoth);
        return new Overlap(agreeing, inPrediction - agreeing, inTruth - agreeing, neither);
    }

    private long shared(int predictionLabel, int truthLabel) {
        return shared.getOrDefault(truthLabel, NOTHING).getOrDefault(predictionLabel, 0L);
    }

    private long sharedForeground() {
        return shared.values().stream().mapToLong(LabelOverlaps::sum).sum();
    }

    private static long sum(SortedMap<Integer, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
