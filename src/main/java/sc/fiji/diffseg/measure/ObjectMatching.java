package sc.fiji.diffseg.measure;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which objects of the truth are found: those with a partner of their own in the prediction, of at
 * least some intersection over union (IoU).
 *
 * <p>As many objects as possible get a partner, as in StarDist and Cellpose, whose assignment puts
 * the number of partners above their IoU. Above an IoU of 0.5 there is never a choice.
 *
 * @param threshold smallest IoU of partners, above 0 and up to 1
 * @param objects numbers of objects: found, predicted without partner, and missed; none is a true
 *     negative
 * @param partners for every label of the truth that is found its label in the prediction
 */
public record ObjectMatching(double threshold, Overlap objects, Map<Integer, Integer> partners) {

    /** Copies the map, in order of the labels. */
    public ObjectMatching {
        partners = Collections.unmodifiableMap(new TreeMap<>(partners));
    }

    /**
     * Finds partners.
     *
     * @throws IllegalArgumentException if the threshold lies outside its range
     */
    public static ObjectMatching of(LabelOverlaps overlaps, double threshold) {
        requireThreshold(threshold);
        Map<Integer, Integer> partners = partners(overlaps, threshold);
        int found = partners.size();
        Overlap objects =
                new Overlap(
                        found,
                        overlaps.predictionLabels().size() - found,
                        overlaps.truthLabels().size() - found,
                        0);
        return new ObjectMatching(threshold, objects, partners);
    }

    /**
     * Fails unless a number can be a threshold.
     *
     * @throws IllegalArgumentException in one sentence
     */
    public static void requireThreshold(double threshold) {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "A threshold of the IoU lies above 0 and not above 1, but one is %s."
                            .formatted(threshold));
        }
    }

    /** Share of the predicted objects that have a partner. */
    public double precision(EmptyMasks convention) {
        return objects.precision(convention);
    }

    /** Share of the true objects that are found. */
    public double recall(EmptyMasks convention) {
        return objects.recall(convention);
    }

    /** 2 TP / (2 TP + FP + FN) of the objects. */
    public double f1(EmptyMasks convention) {
        return objects.dice(convention);
    }

    /**
     * TP / (TP + FP + FN) of the objects: what StarDist calls accuracy, and Cellpose and the Data
     * Science Bowl 2018 average precision. It is not the area under a precision-recall curve, for
     * which every object would need a score.
     */
    public double averagePrecision(EmptyMasks convention) {
        return objects.iou(convention);
    }

    /** Augmenting paths, found breadth first: a largest matching of a bipartite graph. */
    private static Map<Integer, Integer> partners(LabelOverlaps overlaps, double threshold) {
        Map<Integer, Integer> predictionOf = new HashMap<>();
        Map<Integer, Integer> truthOf = new HashMap<>();
        for (int start : overlaps.truthLabels()) {
            Map<Integer, Integer> seenFrom = new HashMap<>();
            int free = freeCandidate(overlaps, threshold, start, seenFrom, truthOf);
            for (int candidate = free; candidate != 0; ) {
                int truth = seenFrom.get(candidate);
                truthOf.put(candidate, truth);
                Integer replaced = predictionOf.put(truth, candidate);
                candidate = replaced == null ? 0 : replaced;
            }
        }
        return predictionOf;
    }

    /** The end of a path to an object without partner; 0 if there is none. */
    private static int freeCandidate(
            LabelOverlaps overlaps,
            double threshold,
            int start,
            Map<Integer, Integer> seenFrom,
            Map<Integer, Integer> truthOf) {
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            int truth = open.poll();
            for (int candidate : candidates(overlaps, threshold, truth)) {
                if (seenFrom.putIfAbsent(candidate, truth) == null) {
                    if (!truthOf.containsKey(candidate)) {
                        return candidate;
                    }
                    open.add(truthOf.get(candidate));
                }
            }
        }
        return 0;
    }

    private static List<Integer> candidates(LabelOverlaps overlaps, double threshold, int truth) {
        return overlaps.touching(truth).stream()
                .filter(candidate -> overlaps.of(candidate, truth).iou() >= threshold)
                .sorted(Comparator.comparingDouble(c -> -overlaps.of(c, truth).iou()))
                .toList();
    }
}
