package sc.fiji.diffseg.image;

import ij.process.LUT;
import java.awt.Color;

/** A lookup table for labels: background black, neighbouring numbers far apart in colour. */
public final class LabelLut {

    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private LabelLut() {}

    /**
     * The table. Hues advance by the golden angle, which never comes back near a recent one; the
     * brightness and saturation alternate to tell far numbers of a similar hue apart.
     */
    public static LUT create() {
        byte[] red = new byte[256];
        byte[] green = new byte[256];
        byte[] blue = new byte[256];
        for (int i = 1; i < 256; i++) {
            float hue = (float) (i * GOLDEN_RATIO % 1);
            float saturation = new float[] {0.95f, 0.6f, 0.8f}[i % 3];
            float brightness = new float[] {1f, 0.75f}[i / 3 % 2];
            int colour = Color.HSBtoRGB(hue, saturation, brightness);
            red[i] = (byte) (colour >> 16);
            green[i] = (byte) (colour >> 8);
            blue[i] = (byte) colour;
        }
        return new LUT(red, green, blue);
    }
}
