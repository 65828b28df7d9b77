package sc.fiji.diffseg.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which places of an ordered data set are for validation. */
final class SplitRules {

    private static final int MOST_BLOCKS = 8;
    private static final int SMALLEST_BLOCK = 4;
    private static final int WIDEST_GAP = 10;

    private SplitRules() {}

    /**
     * Contiguous blocks, each at the same place of its equal share of the order. The gap on either
     * side is a quarter of a block, from 1 to 10 places.
     */
    static Split.Part[] blocks(int count, double fraction, long seed) {
        Split.Part[] parts = new Split.Part[count];
        Arrays.fill(parts, Split.Part.TRAINING);
        int validation = kept(count, fraction);
        if (validation == 0) {
            return parts;
        }
        int blocks = Math.max(1, Math.min(MOST_BLOCKS, validation / SMALLEST_BLOCK));
        int gap = Math.max(1, Math.min(WIDEST_GAP, validation / blocks / 4));
        double place = new KeyedRandom(seed).unit();
        for (int b = 0; b < blocks; b++) {
            int size = share(validation, b + 1, blocks) - share(validation, b, blocks);
            int from = share(count, b, blocks);
            int room = share(count, b + 1, blocks) - from - size;
            int start = from + (int) (place * (room + 1));
            for (int i = start - gap; i < start + size + gap; i++) {
                if (i >= 0 && i < count && parts[i] == Split.Part.TRAINING) {
                    parts[i] = Split.Part.SKIPPED;
                }
            }
            Arrays.fill(parts, start, start + size, Split.Part.VALIDATION);
        }
        return parts;
    }

    private static int share(int whole, int index, int of) {
        return (int) ((long) whole * index / of);
    }

    private static int kept(int count, double fraction) {
        return fraction == 0 ? 0 : (int) Math.max(1, Math.round(count * fraction));
    }

    /**
     * Whole groups in the order of their hashes, until the fraction is reached; a group that would
     * overshoot by more than it lacks is left out unless it is the first. One group always stays
     * for training.
     */
    static Split.Part[] groups(List<String> groupOf, double fraction, long seed) {
        Map<String, Integer> sizes = new TreeMap<>();
        groupOf.forEach(g -> sizes.merge(g, 1, Integer::sum));
        List<String> order =
                sizes.keySet().stream()
                        .sorted(
                                Comparator.comparingLong(
                                        g -> KeyedRandom.key(seed, KeyedRandom.key(g))))
                        .toList();
        Split.Part[] parts = new Split.Part[groupOf.size()];
        Arrays.fill(parts, Split.Part.TRAINING);
        int wanted = kept(groupOf.size(), fraction);
        int taken = 0;
        int groups = order.size();
        for (String group : order) {
            int size = sizes.get(group);
            boolean fits = taken == 0 || 2 * (wanted - taken) >= size;
            if (taken >= wanted || groups == 1 || !fits) {
                continue;
            }
            for (int i = 0; i < parts.length; i++) {
                if (groupOf.get(i).equals(group)) {
                    parts[i] = Split.Part.VALIDATION;
                }
            }
            taken += size;
            groups--;
        }
        return parts;
    }
}
