package sc.fiji.diffseg.training;

/**
 * A plane with its mask at original size, as validation needs it.
 *
 * @param width pixels per row
 * @param height number of rows
 * @param rgb (3, height, width) in [0,1], row-major
 * @param mask (height, width), 1 foreground and 0 background, row-major
 * @param grey whether the three channels are equal
 */
public record LabelledPlane(int width, int height, float[] rgb, byte[] mask, boolean grey) {}
