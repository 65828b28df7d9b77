package sc.fiji.diffseg.training;

import java.util.Arrays;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.image.Resize;

/**
 * A decoded pair in one byte per channel and one per mask pixel.
 *
 * @param width pixels per row
 * @param height number of rows
 * @param channels 1 if all three are equal, otherwise 3; each (height, width), unsigned
 * @param mask (height, width), 1 foreground
 * @param foregroundAbove for every row, and one more, how many foreground pixels lie above it
 */
record StoredPair(int width, int height, byte[][] channels, byte[] mask, int[] foregroundAbove) {

    /**
     * Packs a plane.
     *
     * @param longestSide planes with a longer side are shrunk to it; 0 for none
     */
    static StoredPair of(LabelledPlane pair, int longestSide) {
        Plane plane = pair.plane();
        byte[] mask = pair.mask();
        int longer = Math.max(plane.width(), plane.height());
        if (longestSide > 0 && longer > longestSide) {
            int width = shrunk(plane.width(), longestSide, longer);
            int height = shrunk(plane.height(), longestSide, longer);
            Resize resize = new Resize(plane.width(), plane.height(), width, height);
            plane = resize.apply(plane);
            mask = nearest(resize, mask);
        }
        return new StoredPair(
                plane.width(),
                plane.height(),
                pack(plane),
                mask,
                above(mask, plane.width(), plane.height()));
    }

    private static int shrunk(int side, int longestSide, int longer) {
        return (int) Math.max(1, Math.round((double) side * longestSide / longer));
    }

    static byte[] nearest(Resize resize, byte[] mask) {
        int[] labels = new int[mask.length];
        for (int i = 0; i < mask.length; i++) {
            labels[i] = mask[i];
        }
        int[] resized = resize.nearest(labels);
        byte[] out = new byte[resized.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) resized[i];
        }
        return out;
    }

    private static byte[][] pack(Plane plane) {
        byte[] red = pack(plane.channel(0));
        if (plane.isGrey()) {
            return new byte[][] {red};
        }
        byte[] green = pack(plane.channel(1));
        byte[] blue = pack(plane.channel(2));
        return Arrays.equals(red, green) && Arrays.equals(red, blue)
                ? new byte[][] {red}
                : new byte[][] {red, green, blue};
    }

    private static byte[] pack(float[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(values[i] * 255);
        }
        return bytes;
    }

    private static int[] above(byte[] mask, int width, int height) {
        int[] above = new int[height + 1];
        for (int y = 0; y < height; y++) {
            int sum = above[y];
            for (int x = 0; x < width; x++) {
                sum += mask[y * width + x];
            }
            above[y + 1] = sum;
        }
        return above;
    }

    /** Whether the three channels are equal. */
    boolean isGrey() {
        return channels.length == 1;
    }

    /** Bytes held in memory. */
    long bytes() {
        return (long) channels.length * mask.length + mask.length + 4L * foregroundAbove.length;
    }

    /** Number of foreground pixels. */
    int foreground() {
        return foregroundAbove[height];
    }

    /**
     * Index of a foreground pixel.
     *
     * @param rank from 0 to {@code foreground() - 1}, row by row
     */
    int foregroundPixel(int rank) {
        int row = 0;
        while (foregroundAbove[row + 1] <= rank) {
            row++;
        }
        int left = rank - foregroundAbove[row];
        int i = row * width;
        while (mask[i] == 0 || left-- > 0) {
            i++;
        }
        return i;
    }
}
