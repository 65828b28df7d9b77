package sc.fiji.diffseg.image;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Exact percentiles of any number of floats in constant memory.
 *
 * <p>Floats are mapped to integers of the same order. A first pass counts them by their upper 16
 * bits, a second pass by their lower 16 bits where a wanted rank falls: two readings of the values
 * and at most five tables, however large the image.
 */
final class Percentiles {

    private static final int BINS = 1 << 16;

    private Percentiles() {}

    /** Values in chunks; reading twice gives the same values. */
    @FunctionalInterface
    interface Values {
        void read(Consumer<float[]> chunk);
    }

    /**
     * Percentiles by linear interpolation between order statistics.
     *
     * @param values finite numbers, at least one
     * @param percents from 0 to 100
     */
    static double[] of(Values values, double... percents) {
        long[] upper = new long[BINS];
        values.read(
                chunk -> {
                    for (float v : chunk) {
                        upper[key(v) >>> 16]++;
                    }
                });
        long n = Arrays.stream(upper).sum();

        TreeMap<Integer, long[]> lower = new TreeMap<>();
        for (double percent : percents) {
            long rank = (long) (percent / 100 * (n - 1));
            lower.put(bin(upper, rank), null);
            lower.put(bin(upper, Math.min(n - 1, rank + 1)), null);
        }
        lower.replaceAll((bin, none) -> new long[BINS]);
        long[][] tables = new long[BINS][];
        lower.forEach((bin, table) -> tables[bin] = table);
        values.read(
                chunk -> {
                    for (float v : chunk) {
                        int key = key(v);
                        long[] table = tables[key >>> 16];
                        if (table != null) {
                            table[key & 0xffff]++;
                        }
                    }
                });

        double[] out = new double[percents.length];
        for (int i = 0; i < percents.length; i++) {
            double position = percents[i] / 100 * (n - 1);
            long rank = (long) position;
            double a = value(upper, tables, rank);
            double b = value(upper, tables, Math.min(n - 1, rank + 1));
            out[i] = a + (position - rank) * (b - a);
        }
        return out;
    }

    private static int bin(long[] counts, long rank) {
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            if (rank < below) {
                return i;
            }
        }
        throw new IllegalArgumentException("There are no values to take a percentile of.");
    }

    private static float value(long[] upper, long[][] tables, long rank) {
        int bin = bin(upper, rank);
        long below = 0;
        for (int i = 0; i < bin; i++) {
            below += upper[i];
        }
        return number(bin << 16 | bin(tables[bin], rank - below));
    }

    /** Adding zero makes the negative zero positive. */
    private static int key(float v) {
        int bits = Float.floatToRawIntBits(v + 0f);
        return bits ^ (bits >> 31 | Integer.MIN_VALUE);
    }

    private static float number(int key) {
        return Float.intBitsToFloat(key < 0 ? key ^ Integer.MIN_VALUE : ~key);
    }
}
