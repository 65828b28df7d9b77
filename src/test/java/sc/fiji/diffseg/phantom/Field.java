package sc.fiji.diffseg.phantom;

import java.util.Random;

/**
 * A plane of numbers to draw on.
 *
 * <p>Only exactly defined arithmetic ({@link StrictMath}) is used, so that every machine draws the
 * same picture.
 */
final class Field {

    final int width;
    final int height;
    final float[] values;

    Field(int width, int height) {
        this.width = width;
        this.height = height;
        this.values = new float[width * height];
    }

    /** A value for the pixel at column x and row y. */
    @FunctionalInterface
    interface Pixel {
        double at(int x, int y);
    }

    static Field of(int width, int height, Pixel pixel) {
        Field field = new Field(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                field.values[y * width + x] = (float) pixel.at(x, y);
            }
        }
        return field;
    }

    float get(int x, int y) {
        return values[y * width + x];
    }

    /** What a lens with a Gaussian spot of this standard deviation makes of it. */
    Field blurred(double sigma) {
        int radius = (int) StrictMath.ceil(3 * sigma);
        double[] kernel = new double[radius + 1];
        double total = 0;
        for (int i = 0; i <= radius; i++) {
            kernel[i] = StrictMath.exp(-i * i / (2 * sigma * sigma));
            total += i == 0 ? kernel[i] : 2 * kernel[i];
        }
        double sum = total;
        Field rows =
                of(
                        width,
                        height,
                        (x, y) -> {
                            double v = 0;
                            for (int i = -radius; i <= radius; i++) {
                                v += kernel[Math.abs(i)] * get(clamp(x + i, width), y);
                            }
                            return v / sum;
                        });
        return of(
                width,
                height,
                (x, y) -> {
                    double v = 0;
                    for (int i = -radius; i <= radius; i++) {
                        v += kernel[Math.abs(i)] * rows.get(x, clamp(y + i, height));
                    }
                    return v / sum;
                });
    }

    private static int clamp(int i, int size) {
        return Math.max(0, Math.min(size - 1, i));
    }

    /** What a camera makes of a mean number of photoelectrons: shot noise and read noise. */
    static double detected(double electrons, double readNoise, Random random) {
        double mean = Math.max(0, electrons);
        return mean
                + StrictMath.sqrt(mean) * random.nextGaussian()
                + readNoise * random.nextGaussian();
    }

    /** Smooth step from 0 at {@code from} to 1 at {@code to}. */
    static double step(double from, double to, double v) {
        double t = Math.max(0, Math.min(1, (v - from) / (to - from)));
        return t * t * (3 - 2 * t);
    }
}
