package sc.fiji.diffseg.image;

import java.util.Arrays;

/**
 * Resizes planes of one size to another, if not told otherwise with the antialiased bilinear filter
 * of Pillow.
 *
 * <p>That filter is a triangle of half-width 1 source pixel, widened by the scale when shrinking;
 * its weights are normalised at the borders. The horizontal pass comes first. Published
 * preprocessing uses Pillow's BILINEAR, which rounds to 8 bits after each pass; this one stays in
 * floats and differs from it by less than 1/255. The tables are computed once, so one instance
 * serves any number of planes and threads.
 */
public final class Resize {

    private final int sourceWidth;
    private final int sourceHeight;
    private final int width;
    private final int height;
    private final Taps columns;
    private final Taps rows;

    /**
     * Prepares the tables of {@link ResizeFilter#BILINEAR}.
     *
     * @throws IllegalArgumentException if a side is below 1 or a size has too many pixels for one
     *     Java array
     */
    public Resize(int sourceWidth, int sourceHeight, int width, int height) {
        this(sourceWidth, sourceHeight, width, height, ResizeFilter.BILINEAR);
    }

    /** The same with another filter. */
    public Resize(int sourceWidth, int sourceHeight, int width, int height, ResizeFilter filter) {
        checkSize(sourceWidth, sourceHeight);
        checkSize(width, height);
        // The horizontal pass keeps the source's rows.
        checkSize(width, sourceHeight);
        this.sourceWidth = sourceWidth;
        this.sourceHeight = sourceHeight;
        this.width = width;
        this.height = height;
        this.columns = Taps.of(sourceWidth, width, filter);
        this.rows = Taps.of(sourceHeight, height, filter);
    }

    private static void checkSize(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    ("Cannot resize with %d x %d pixels: sides must be at least 1 and the plane at"
                                    + " most 2147483639 pixels.")
                            .formatted(width, height));
        }
    }

    /** The plane at the new size; the same plane if the sizes are equal. */
    public Plane apply(Plane plane) {
        if (plane.width() == width && plane.height() == height) {
            check(plane.width(), plane.height());
            return plane;
        }
        check(plane.width(), plane.height());
        return plane.map(width, height, this::apply);
    }

    private void check(int planeWidth, int planeHeight) {
        if (planeWidth != sourceWidth || planeHeight != sourceHeight) {
            throw new IllegalArgumentException(
                    "This resizes planes of %d x %d, but the plane is %d x %d."
                            .formatted(sourceWidth, sourceHeight, planeWidth, planeHeight));
        }
    }

    /**
     * Resizes one channel.
     *
     * @param pixels source, row-major
     * @return {@code height * width} new values, row-major; the same array if the sizes are equal
     */
    public float[] apply(float[] pixels) {
        if (pixels.length != sourceWidth * sourceHeight) {
            throw new IllegalArgumentException(
                    "This resizes %d x %d values, but got %d."
                            .formatted(sourceWidth, sourceHeight, pixels.length));
        }
        float[] wide = sourceWidth == width ? pixels : horizontal(pixels);
        return sourceHeight == height ? wide : vertical(wide);
    }

    private float[] horizontal(float[] pixels) {
        float[] out = new float[width * sourceHeight];
        double[] weights = columns.weights();
        int taps = columns.taps();
        for (int y = 0; y < sourceHeight; y++) {
            int row = y * sourceWidth;
            for (int x = 0; x < width; x++) {
                int from = row + columns.first()[x];
                int count = columns.count()[x];
                double sum = 0;
                for (int t = 0; t < count; t++) {
                    sum += weights[x * taps + t] * pixels[from + t];
                }
                out[y * width + x] = (float) sum;
            }
        }
        return out;
    }

    private float[] vertical(float[] pixels) {
        float[] out = new float[width * height];
        double[] sums = new double[width];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0);
            int count = rows.count()[y];
            for (int t = 0; t < count; t++) {
                double weight = rows.weights()[y * rows.taps() + t];
                int from = (rows.first()[y] + t) * width;
                for (int x = 0; x < width; x++) {
                    sums[x] += weight * pixels[from + x];
                }
            }
            for (int x = 0; x < width; x++) {
                out[y * width + x] = (float) sums[x];
            }
        }
        return out;
    }

    /**
     * Resizes a mask or label image, taking the nearest pixel as Pillow does: source index floor((i
     * + 0.5) · size / n).
     *
     * @param labels {@code sourceHeight * sourceWidth} values, row-major
     * @return {@code height * width} values, row-major
     */
    public int[] nearest(int[] labels) {
        if (labels.length != sourceWidth * sourceHeight) {
            throw new IllegalArgumentException(
                    "This resizes %d x %d labels, but got %d."
                            .formatted(sourceWidth, sourceHeight, labels.length));
        }
        int[] out = new int[width * height];
        for (int y = 0; y < height; y++) {
            int row = nearestIndex(y, sourceHeight, height) * sourceWidth;
            for (int x = 0; x < width; x++) {
                out[y * width + x] = labels[row + nearestIndex(x, sourceWidth, width)];
            }
        }
        return out;
    }

    private static int nearestIndex(int i, int size, int n) {
        return (int) ((2L * i + 1) * size / (2L * n));
    }

    /**
     * For each target index the source indices {@code first[i] .. first[i] + count[i] - 1} and
     * their weights from {@code weights[i * taps]}, which sum to one.
     */
    private record Taps(int[] first, int[] count, int taps, double[] weights) {

        static Taps of(int size, int n, ResizeFilter filter) {
            double scale = (double) size / n;
            double widening = filter.antialiased() ? Math.max(1, scale) : 1;
            double support = filter.reach() * widening;
            int taps = (int) Math.min(size, Math.ceil(support) * 2 + 1);
            int[] first = new int[n];
            int[] count = new int[n];
            double[] weights = new double[Math.multiplyExact(n, taps)];
            for (int i = 0; i < n; i++) {
                double centre = (i + 0.5) * scale;
                int begin = (int) Math.floor(centre - support + 0.5);
                int end = (int) Math.floor(centre + support + 0.5);
                int from = Math.min(size - 1, Math.max(0, begin));
                int to = Math.max(from + 1, Math.min(size, end));
                double total = 0;
                for (int k = begin; k < end; k++) {
                    int inside = Math.min(to - 1, Math.max(from, k));
                    if (inside == k || !filter.antialiased()) {
                        double weight = filter.weight(Math.abs(k - centre + 0.5) / widening);
                        weights[i * taps + inside - from] += weight;
                        total += weight;
                    }
                }
                for (int k = from; k < to; k++) {
                    weights[i * taps + k - from] /= total;
                }
                first[i] = from;
                count[i] = to - from;
            }
            return new Taps(first, count, taps, weights);
        }
    }
}
