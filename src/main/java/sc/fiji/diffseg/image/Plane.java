package sc.fiji.diffseg.image;

import java.util.function.UnaryOperator;

/**
 * One plane of an image as the networks see it: three channels (red, green, blue) of H×W floats.
 *
 * <p>Each channel is row-major, {@code channel(c)[y * width() + x]}. A grey plane shares one array
 * among its three channels, so that work on it is done once. Arrays are handed over, not copied;
 * nobody may change them afterwards.
 */
public final class Plane {

    private final int width;
    private final int height;
    private final float[] red;
    private final float[] green;
    private final float[] blue;

    private Plane(int width, int height, float[] red, float[] green, float[] blue) {
        this.width = width;
        this.height = height;
        this.red = checked(width, height, red);
        this.green = checked(width, height, green);
        this.blue = checked(width, height, blue);
    }

    private static float[] checked(int width, int height, float[] pixels) {
        if (width < 1 || height < 1 || (long) width * height != pixels.length) {
            throw new IllegalArgumentException(
                    ("A plane of %d x %d pixels needs that many values and at least one,"
                                    + " but has %d.")
                            .formatted(width, height, pixels.length));
        }
        return pixels;
    }

    /** A grey plane: three equal channels, as a grey image converted to RGB has. */
    public static Plane grey(int width, int height, float[] pixels) {
        return new Plane(width, height, pixels, pixels, pixels);
    }

    /** A colour plane. */
    public static Plane rgb(int width, int height, float[] red, float[] green, float[] blue) {
        return new Plane(width, height, red, green, blue);
    }

    /** Pixels per row. */
    public int width() {
        return width;
    }

    /** Number of rows. */
    public int height() {
        return height;
    }

    /** Whether the three channels are one. */
    public boolean isGrey() {
        return red == green && green == blue;
    }

    /**
     * The values of one channel, row-major; not a copy.
     *
     * @param channel 0 red, 1 green, 2 blue
     */
    public float[] channel(int channel) {
        return switch (channel) {
            case 0 -> red;
            case 1 -> green;
            case 2 -> blue;
            default ->
                    throw new IllegalArgumentException(
                            "A plane has channels 0 to 2, not " + channel + ".");
        };
    }

    /** The channels that differ: one array for a grey plane, otherwise three. */
    float[][] distinct() {
        return isGrey() ? new float[][] {red} : new float[][] {red, green, blue};
    }

    /**
     * A plane of the given size whose channels are made from this one's.
     *
     * @param pixels from H×W values to {@code newHeight * newWidth} values; called once for a grey
     *     plane
     */
    Plane map(int newWidth, int newHeight, UnaryOperator<float[]> pixels) {
        float[] first = pixels.apply(red);
        return isGrey()
                ? grey(newWidth, newHeight, first)
                : rgb(newWidth, newHeight, first, pixels.apply(green), pixels.apply(blue));
    }
}
