package sc.fiji.diffseg.training;

/**
 * A small rotation, zoom and shear about the middle of a square, for an image and its mask alike.
 * Every pixel gets the value at its source; what lies beyond the border is the reflection.
 *
 * @param xx how far the source moves along x per pixel along x
 * @param xy along x per pixel along y
 * @param yx along y per pixel along x
 * @param yy along y per pixel along y
 */
record Affine(double xx, double xy, double yx, double yy) {

    /**
     * Draws a transformation; each strength that is 0 leaves its change out.
     *
     * @param rotation largest angle in degrees
     * @param zoom sides are multiplied or divided by up to 1 + this, each by its own factor
     * @param shear largest angle in degrees
     */
    static Affine draw(double rotation, double zoom, double shear, KeyedRandom random) {
        double angle = StrictMath.toRadians(rotation) * random.between(-1, 1);
        double width = random.factor(zoom);
        double height = random.factor(zoom);
        double slope = StrictMath.tan(StrictMath.toRadians(shear) * random.between(-1, 1));
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        return new Affine(
                cos / width,
                (cos * slope - sin) / height,
                sin / width,
                (sin * slope + cos) / height);
    }

    /**
     * Moves an image and its mask.
     *
     * @param image (channels, size, size), changed in place by linear interpolation
     * @param mask (size, size), changed in place by taking the nearest pixel
     */
    void apply(float[] image, byte[] mask, int size) {
        int pixels = size * size;
        float[] source = image.clone();
        byte[] sourceMask = mask.clone();
        double middle = (size - 1) / 2.0;
        for (int i = 0; i < pixels; i++) {
            double dx = i % size - middle;
            double dy = i / size - middle;
            double x = middle + xx * dx + xy * dy;
            double y = middle + yx * dx + yy * dy;
            int left = (int) Math.floor(x);
            int top = (int) Math.floor(y);
            float right = (float) (x - left);
            float low = (float) (y - top);
            int x0 = reflected(left, size);
            int x1 = reflected(left + 1, size);
            int y0 = reflected(top, size) * size;
            int y1 = reflected(top + 1, size) * size;
            for (int c = 0; c < image.length; c += pixels) {
                float above = between(source[c + y0 + x0], source[c + y0 + x1], right);
                float below = between(source[c + y1 + x0], source[c + y1 + x1], right);
                image[c + i] = between(above, below, low);
            }
            mask[i] = sourceMask[(low < 0.5f ? y0 : y1) + (right < 0.5f ? x0 : x1)];
        }
    }

    private static float between(float a, float b, float part) {
        return a + part * (b - a);
    }

    private static int reflected(int place, int size) {
        int folded = Math.floorMod(place, 2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
    }
}
