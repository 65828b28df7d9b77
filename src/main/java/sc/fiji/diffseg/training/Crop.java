package sc.fiji.diffseg.training;

import sc.fiji.diffseg.image.Resize;

/**
 * A part of a plane; where it reaches beyond the plane, it sees the reflection.
 *
 * @param x left edge, in pixels of the plane
 * @param y upper edge
 * @param width at least 1
 * @param height at least 1
 */
record Crop(int x, int y, int width, int height) {

    private static final float BYTE_TO_UNIT = 1 / 255f;

    /**
     * Cuts the part out and resizes it, image and mask alike.
     *
     * @param image gets (3, size, size) values in [0,1]
     * @param mask gets (size, size) values
     */
    void cut(StoredPair pair, int size, float[] image, byte[] mask) {
        int[] columns = sources(x, width, pair.width());
        int[] rows = sources(y, height, pair.height());
        for (int r = 0; r < height; r++) {
            rows[r] *= pair.width();
        }
        Resize resize = new Resize(width, height, size, size);
        int pixels = size * size;
        float[] part = new float[width * height];
        for (int c = 0; c < 3; c++) {
            if (c < pair.channels().length) {
                byte[] channel = pair.channels()[c];
                for (int r = 0; r < height; r++) {
                    for (int q = 0; q < width; q++) {
                        part[r * width + q] = (channel[rows[r] + columns[q]] & 0xff) * BYTE_TO_UNIT;
                    }
                }
                System.arraycopy(resize.apply(part), 0, image, c * pixels, pixels);
            } else {
                System.arraycopy(image, 0, image, c * pixels, pixels);
            }
        }
        byte[] partMask = new byte[width * height];
        for (int r = 0; r < height; r++) {
            for (int q = 0; q < width; q++) {
                partMask[r * width + q] = pair.mask()[rows[r] + columns[q]];
            }
        }
        System.arraycopy(StoredPair.nearest(resize, partMask), 0, mask, 0, pixels);
    }

    private static int[] sources(int from, int count, int size) {
        int[] sources = new int[count];
        for (int i = 0; i < count; i++) {
            int place = Math.floorMod(from + i, 2 * size);
            sources[i] = place < size ? place : 2 * size - 1 - place;
        }
        return sources;
    }
}
