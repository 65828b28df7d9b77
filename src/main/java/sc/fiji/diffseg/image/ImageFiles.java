package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads image files of the formats that ImageJ itself knows, without its dialogs. */
public final class ImageFiles {

    private static final float BYTE_MAX = 255f;
    private static final float SHORT_MAX = 65535f;

    private ImageFiles() {}

    /**
     * One plane as networks take it.
     *
     * @param width pixels per row
     * @param height number of rows
     * @param values (channels, height, width) in [0,1], row-major
     * @param channels 1 for a grey plane, 3 for red, green and blue
     */
    public record Pixels(int width, int height, int channels, float[] values) {}

    /**
     * Opens an image file.
     *
     * @throws IOException with one sentence if the file is missing, unreadable or no image
     */
    public static ImagePlus open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + ".");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("The file " + file + " may not be read by this user.");
        }
        Opener opener = new Opener();
        opener.setSilentMode(true);
        ImagePlus image;
        try {
            int type = opener.getFileType(file.toString());
            if (type == Opener.UNKNOWN || type == Opener.TEXT || type == Opener.ROI) {
                throw new IOException(notAnImage(file));
            }
            image = opener.openImage(file.toString());
        } catch (RuntimeException e) {
            throw new IOException(notAnImage(file), e);
        }
        if (image == null || image.getWidth() == 0) {
            throw new IOException(notAnImage(file));
        }
        return image;
    }

    private static String notAnImage(Path file) {
        return "The file "
                + file
                + " is damaged or no image that ImageJ can read; save it as PNG or TIFF.";
    }

    /**
     * Reads a file that holds a single plane: grey, RGB, or three channels.
     *
     * <p>8-bit and 16-bit values are scaled by the range of their type, 32-bit values by the range
     * of the plane unless they lie in [0,1].
     *
     * @throws IOException with one sentence if the file is no image, has several planes, or has
     *     values that are not finite
     */
    public static Pixels readPlane(Path file) throws IOException {
        ImagePlus image = open(file);
        if (image.getNSlices() * image.getNFrames() > 1 || !isOneOrThree(image.getNChannels())) {
            throw new IOException(
                    ("The file %s has %d channels, %d slices and %d frames, but a training image"
                                    + " is one grey or RGB plane; save its planes as single files.")
                            .formatted(
                                    file,
                                    image.getNChannels(),
                                    image.getNSlices(),
                                    image.getNFrames()));
        }
        int width = image.getWidth();
        int height = image.getHeight();
        if (image.getProcessor() instanceof ColorProcessor colour) {
            return ofColour(colour);
        }
        if (image.getType() == ImagePlus.COLOR_256) {
            return ofColour((ColorProcessor) image.getProcessor().convertToRGB());
        }
        int channels = image.getNChannels();
        float[] values = new float[channels * width * height];
        for (int c = 0; c < channels; c++) {
            ImageProcessor plane = image.getStack().getProcessor(c + 1);
            for (int i = 0; i < width * height; i++) {
                values[c * width * height + i] = plane.getf(i);
            }
        }
        scale(values, image.getBitDepth(), file);
        return new Pixels(width, height, channels, values);
    }

    private static boolean isOneOrThree(int channels) {
        return channels == 1 || channels == 3;
    }

    private static Pixels ofColour(ColorProcessor colour) {
        int[] packed = (int[]) colour.getPixels();
        int n = packed.length;
        float[] values = new float[3 * n];
        boolean grey = true;
        for (int i = 0; i < n; i++) {
            int r = packed[i] >> 16 & 0xff;
            int g = packed[i] >> 8 & 0xff;
            int b = packed[i] & 0xff;
            grey &= r == g && g == b;
            values[i] = r / BYTE_MAX;
            values[n + i] = g / BYTE_MAX;
            values[2 * n + i] = b / BYTE_MAX;
        }
        return grey
                ? new Pixels(
                        colour.getWidth(),
                        colour.getHeight(),
                        1,
                        Arrays.copyOf(values, n))
                : new Pixels(colour.getWidth(), colour.getHeight(), 3, values);
    }

    private static void scale(float[] values, int bits, Path file) throws IOException {
        float min = 0;
        float max = bits == 8 ? BYTE_MAX : SHORT_MAX;
        if (bits == 32) {
            min = Float.POSITIVE_INFINITY;
            max = Float.NEGATIVE_INFINITY;
            for (float v : values) {
                if (!Float.isFinite(v)) {
                    throw new IOException(
                            "The file "
                                    + file
                                    + " has values that are NaN or infinite; replace them first.");
                }
                min = Math.min(min, v);
                max = Math.max(max, v);
            }
            if (min >= 0 && max <= 1) {
                return;
            }
        }
        float range = max - min;
        for (int i = 0; i < values.length; i++) {
            values[i] = range > 0 ? (values[i] - min) / range : 0;
        }
    }
}
