package sc.fiji.diffseg.segment;

/**
 * Numbers the connected parts of a mask.
 *
 * <p>Union-find in one scan, linear in the number of pixels. Numbers follow the first pixel of each
 * part in row-major order, so they are the same in every run.
 *
 * @param labels {@code height * width} values, row-major: 0 for background
 * @param count number of parts kept
 */
public record ConnectedComponents(int[] labels, int count) {

    /** Which pixels are neighbours. */
    public enum Neighbourhood {
        /** Pixels that share a side. */
        FOUR,
        /** Pixels that share a side or a corner. */
        EIGHT
    }

    /**
     * Numbers the parts of one plane.
     *
     * @param mask {@code height * width} values, row-major: true for foreground
     * @param minimumArea parts of fewer pixels become background
     * @param offset the largest number used so far in the stack; the first part gets the next
     * @throws IllegalArgumentException if the mask is not of the given size or the offset negative
     * @throws ArithmeticException if the numbers exceed 2147483647
     */
    public static ConnectedComponents of(
            boolean[] mask,
            int width,
            int height,
            Neighbourhood neighbourhood,
            int minimumArea,
            int offset) {
        if (mask.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "A mask of %d x %d pixels cannot have %d values."
                            .formatted(width, height, mask.length));
        }
        if (offset < 0) {
            throw new IllegalArgumentException(
                    "Labels are counted from 1, not from " + (offset + 1L) + ".");
        }
        int[] parents = join(mask, width, height, neighbourhood == Neighbourhood.EIGHT);
        return number(mask, parents, minimumArea, offset);
    }

    /** The root of a tree is its first pixel, so every parent comes before its children. */
    private static int[] join(boolean[] mask, int width, int height, boolean corners) {
        int[] parents = new int[mask.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                if (!mask[i]) {
                    continue;
                }
                parents[i] = i;
                if (x > 0 && mask[i - 1]) {
                    union(parents, i, i - 1);
                }
                if (y > 0 && mask[i - width]) {
                    union(parents, i, i - width);
                }
                if (corners && y > 0 && x > 0 && mask[i - width - 1]) {
                    union(parents, i, i - width - 1);
                }
                if (corners && y > 0 && x < width - 1 && mask[i - width + 1]) {
                    union(parents, i, i - width + 1);
                }
            }
        }
        return parents;
    }

    private static void union(int[] parents, int a, int b) {
        int rootA = root(parents, a);
        int rootB = root(parents, b);
        parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    private static int root(int[] parents, int i) {
        int at = i;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    private static ConnectedComponents number(
            boolean[] mask, int[] parents, int minimumArea, int offset) {
        int[] areas = new int[mask.length];
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) {
                parents[i] = parents[parents[i]];
                areas[parents[i]]++;
            }
        }
        // From here on a root's area is replaced by its number.
        int count = 0;
        for (int i = 0; i < mask.length; i++) {
            if (!mask[i]) {
                parents[i] = 0;
                continue;
            }
            int root = parents[i];
            if (root == i) {
                areas[i] = areas[i] < minimumArea ? 0 : Math.addExact(offset, ++count);
            }
            parents[i] = areas[root];
        }
        return new ConnectedComponents(parents, count);
    }
}
