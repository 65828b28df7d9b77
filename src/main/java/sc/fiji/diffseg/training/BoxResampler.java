package sc.fiji.diffseg.training;

import java.util.Arrays;

/**
 * Resizes a part of a plane of bytes to floats, with the antialiased bilinear filter of Pillow: a
 * triangle of half-width 1 source pixel, widened by the scale when shrinking.
 *
 * <p>A box inside the plane is filtered as Pillow filters its {@code box}: pixels around the box
 * count, and weights are normalised at the plane's borders, so the whole plane as box gives what
 * {@code Resize} gives. A box that reaches beyond the plane sees its reflection there.
 */
final class BoxResampler {

    private static final double TINY = 1e-9;
    private static final float BYTE_TO_UNIT = 1 / 255f;

    private final int sourceWidth;
    private final int width;
    private final int height;
    private final Axis columns;
    private final Axis rows;

    /**
     * Prepares the tables.
     *
     * @param box in pixels of the source
     */
    BoxResampler(int sourceWidth, int sourceHeight, Box box, int width, int height) {
        this.sourceWidth = sourceWidth;
        this.width = width;
        this.height = height;
        this.columns = Axis.of(sourceWidth, box.x(), box.width(), width);
        this.rows = Axis.of(sourceHeight, box.y(), box.height(), height);
    }

    /**
     * A part of a plane, possibly reaching beyond it.
     *
     * @param x left edge
     * @param y upper edge
     * @param width above 0
     * @param height above 0
     */
    record Box(double x, double y, double width, double height) {

        /** A whole plane. */
        static Box all(int width, int height) {
            return new Box(0, 0, width, height);
        }
    }

    /**
     * Resizes one channel.
     *
     * @param source unsigned bytes
     * @param from index of the channel's first pixel
     * @param target gets height × width values in [0,1]
     * @param to index of the first of them
     */
    void apply(byte[] source, int from, float[] target, int to) {
        int first = rows.lowest();
        int count = rows.highest() - first;
        float[] wide = new float[count * width];
        for (int r = 0; r < count; r++) {
            int row = from + rows.reflected(first + r) * sourceWidth;
            horizontal(source, row, wide, r * width);
        }
        for (int y = 0; y < height; y++) {
            int out = to + y * width;
            Arrays.fill(target, out, out + width, 0);
            for (int t = 0; t < rows.count[y]; t++) {
                float weight = rows.weights[y * rows.taps + t];
                int in = (rows.first[y] + t - first) * width;
                for (int x = 0; x < width; x++) {
                    target[out + x] += weight * wide[in + x];
                }
            }
        }
    }

    private void horizontal(byte[] source, int row, float[] wide, int to) {
        for (int x = 0; x < width; x++) {
            float sum = 0;
            int base = x * columns.taps;
            for (int t = 0; t < columns.count[x]; t++) {
                int pixel = source[row + columns.index[base + t]] & 0xff;
                sum += columns.weights[base + t] * pixel;
            }
            wide[to + x] = sum * BYTE_TO_UNIT;
        }
    }

    /** Takes for every target pixel the mask's pixel below its centre. */
    void nearest(byte[] mask, byte[] target) {
        for (int y = 0; y < height; y++) {
            int row = rows.nearest[y] * sourceWidth;
            for (int x = 0; x < width; x++) {
                target[y * width + x] = mask[row + columns.nearest[x]];
            }
        }
    }

    /** The taps of every target index along one axis. */
    private static final class Axis {

        private final int size;
        private final int taps;
        private final int[] first;
        private final int[] count;
        private final int[] index;
        private final float[] weights;
        private final int[] nearest;

        private Axis(int size, int taps, int n) {
            this.size = size;
            this.taps = taps;
            this.first = new int[n];
            this.count = new int[n];
            this.index = new int[n * taps];
            this.weights = new float[n * taps];
            this.nearest = new int[n];
        }

        static Axis of(int size, double from, double length, int n) {
            double scale = length / n;
            double support = Math.max(1, scale);
            boolean inside = from >= -TINY && from + length <= size + TINY;
            Axis axis = new Axis(size, (int) Math.ceil(support) * 2 + 1, n);
            for (int i = 0; i < n; i++) {
                double centre = from + (i + 0.5) * scale;
                int low = (int) Math.floor(centre - support + 0.5);
                int high = (int) Math.floor(centre + support + 0.5);
                if (inside) {
                    low = Math.max(0, low);
                    high = Math.min(size, high);
                }
                axis.fill(i, low, high, centre, support);
                axis.nearest[i] = axis.reflected((int) Math.floor(centre));
            }
            return axis;
        }

        private void fill(int i, int low, int high, double centre, double support) {
            double total = 0;
            for (int k = low; k < high; k++) {
                total += weight(k, centre, support);
            }
            first[i] = low;
            count[i] = high - low;
            for (int k = low; k < high; k++) {
                index[i * taps + k - low] = reflected(k);
                weights[i * taps + k - low] = (float) (weight(k, centre, support) / total);
            }
        }

        private static double weight(int k, double centre, double support) {
            return Math.max(0, 1 - Math.abs((k - centre + 0.5) / support));
        }

        int reflected(int k) {
            int place = Math.floorMod(k, 2 * size);
            return place < size ? place : 2 * size - 1 - place;
        }

        int lowest() {
            return first[0];
        }

        int highest() {
            int last = first.length - 1;
            return first[last] + count[last];
        }
    }
}
