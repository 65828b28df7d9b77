package sc.fiji.diffseg.image;

/**
 * An interval of pixel values, both ends included.
 *
 * @param min smallest value
 * @param max largest value, not below {@code min}
 */
public record ValueRange(double min, double max) {

    /** The values of unsigned 8-bit pixels. */
    public static final ValueRange UINT8 = new ValueRange(0, 255);

    /** The values of unsigned 16-bit pixels. */
    public static final ValueRange UINT16 = new ValueRange(0, 65535);
}
