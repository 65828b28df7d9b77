package sc.fiji.diffseg.training;

/** The eight exact symmetries of a square, for an image and its mask alike. */
final class Turning {

    private Turning() {}

    /**
     * Mirrors left to right if wanted, then turns clockwise.
     *
     * @param image (channels, size, size), changed in place
     * @param mask (size, size), changed in place
     * @param quarters number of quarter turns, 0 to 3
     */
    static void apply(float[] image, byte[] mask, int size, boolean flip, int quarters) {
        if (!flip && quarters == 0) {
            return;
        }
        int pixels = size * size;
        float[] source = image.clone();
        byte[] sourceMask = mask.clone();
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int from = source(x, y, size, flip, quarters);
                int to = y * size + x;
                for (int c = 0; c < image.length; c += pixels) {
                    image[c + to] = source[c + from];
                }
                mask[to] = sourceMask[from];
            }
        }
    }

    private static int source(int x, int y, int size, boolean flip, int quarters) {
        int last = size - 1;
        int fromX;
        int fromY;
        switch (quarters) {
            case 1 -> {
                fromX = y;
                fromY = last - x;
            }
            case 2 -> {
                fromX = last - x;
                fromY = last - y;
            }
            case 3 -> {
                fromX = last - y;
                fromY = x;
            }
            default -> {
                fromX = x;
                fromY = y;
            }
        }
        return fromY * size + (flip ? last - fromX : fromX);
    }
}
