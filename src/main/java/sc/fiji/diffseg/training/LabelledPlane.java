package sc.fiji.diffseg.training;

import sc.fiji.diffseg.image.Plane;

/**
 * A plane with its mask.
 *
 * @param plane values in [0,1]
 * @param mask (height, width), 1 foreground and 0 background, row-major
 */
public record LabelledPlane(Plane plane, byte[] mask) {

    /** Pixels per row. */
    public int width() {
        return plane.width();
    }

    /** Number of rows. */
    public int height() {
        return plane.height();
    }

    /** The plane's values as a new array (3, height, width), row-major. */
    public float[] rgb() {
        int pixels = width() * height();
        float[] values = new float[Math.multiplyExact(3, pixels)];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(plane.channel(c), 0, values, c * pixels, pixels);
        }
        return values;
    }
}
