package sc.fiji.diffseg.training;

import java.util.Arrays;
import sc.fiji.diffseg.image.Plane;

/**
 * A decoded pair in one byte per channel and one per mask pixel.
 *
 * @param width pixels per row
 * @param height number of rows
 * @param channels 1 for a grey plane, otherwise 3
 * @param pixels (channels, height, width), unsigned
 * @param mask (height, width), 1 foreground
 * @param foregroundAbove for every row, and one more, how many foreground pixels lie above it
 */
record StoredPair(
        int width, int height, int channels, byte[] pixels, byte[] mask, int[] foregroundAbove) {

    /**
     * Packs a plane.
     *
     * @param longestSide planes with a longer side are shrunk to it, whatever the filter; 0 for
     *     none
     */
    static StoredPair of(LabelledPlane labelled, int longestSide) {
        Plane plane = labelled.plane();
        int channels = isGrey(plane) ? 1 : 3;
        byte[] mask = labelled.mask();
        int width = plane.width();
        int height = plane.height();
        byte[] pixels = new byte[channels * width * height];
        for (int c = 0; c < channels; c++) {
            pack(plane.channel(c), pixels, c * width * height);
        }
        int longer = Math.max(width, height);
        if (longestSide > 0 && longer > longestSide) {
            int newWidth = shrunk(width, longestSide, longer);
            int newHeight = shrunk(height, longestSide, longer);
            BoxResampler.Box all = BoxResampler.Box.all(width, height);
            BoxResampler resampler = new BoxResampler(width, height, all, newWidth, newHeight);
            float[] resized = new float[channels * newWidth * newHeight];
            for (int c = 0; c < channels; c++) {
                resampler.apply(pixels, c * width * height, resized, c * newWidth * newHeight);
            }
            pixels = new byte[resized.length];
            pack(resized, pixels, 0);
            mask = new byte[newWidth * newHeight];
            resampler.nearest(labelled.mask(), mask);
            width = newWidth;
            height = newHeight;
        }
        return new StoredPair(width, height, channels, pixels, mask, above(mask, width, height));
    }

    private static int shrunk(int side, int longestSide, int longer) {
        return (int) Math.max(1, Math.round((double) side * longestSide / longer));
    }

    /** Also true for a colour file that shows only grey, as many are stored. */
    private static boolean isGrey(Plane plane) {
        return plane.isGrey()
                || Arrays.equals(plane.channel(0), plane.channel(1))
                        && Arrays.equals(plane.channel(0), plane.channel(2));
    }

    private static void pack(float[] values, byte[] pixels, int first) {
        for (int i = 0; i < values.length; i++) {
            pixels[first + i] = (byte) Math.round(values[i] * 255);
        }
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

    /** Bytes held in memory. */
    long bytes() {
        return (long) pixels.length + mask.length + 4L * foregroundAbove.length;
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
        int place = Arrays.binarySearch(foregroundAbove, rank);
        // Of rows with equal counts the last has the pixel.
        int row = place >= 0 ? place : -place - 2;
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
