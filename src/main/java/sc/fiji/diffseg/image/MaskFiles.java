package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Reads masks as they are found on disk: 0/255 masks, label images, and masks that were saved as
 * JPEG or resized and so have grey fringes.
 *
 * <p>What counts as foreground:
 *
 * <ul>
 *   <li>JPEG: above 127, since labels do not survive JPEG.
 *   <li>8 bits or RGB (the largest of the three channels): above 127 if the mask is black and white
 *       with at most some grey, that is, if it has values above 223 and, among those above 31, at
 *       least as many above 223 as not; otherwise these are labels, and above 0.
 *   <li>16 bits, with or without a sign: labels, above 0.
 *   <li>32 bits: above 0.5 if no value is above 1, otherwise above 0; NaN is background.
 * </ul>
 *
 * <p>Lookup tables do not matter, so an inverting one does not turn a mask over.
 */
public final class MaskFiles {

    private static final int HALF = 127;
    private static final int NEARLY_BLACK = 31;
    private static final int NEARLY_WHITE = 223;
    private static final int WHITE = 255;

    /** Highest label of 16 bits. */
    private static final int MOST = 0xffff;

    private MaskFiles() {}

    /**
     * A mask.
     *
     * @param width pixels per row
     * @param height number of rows
     * @param pixels (height, width), 1 foreground and 0 background, row-major
     * @param labels number of different labels that became foreground; of a black-and-white mask 1,
     *     or 0 if it is empty
     */
    public record Mask(int width, int height, byte[] pixels, int labels) {}

    /**
     * Reads a mask of one plane.
     *
     * @throws IOException with one sentence if the file is no image or has several planes
     */
    public static Mask read(Path file) throws IOException {
        List<Mask> planes = readAll(file);
        if (planes.size() != 1) {
            throw new IOException(
                    "The mask %s has %d planes, but a training mask is one; save them as files."
                            .formatted(file, planes.size()));
        }
        return planes.get(0);
    }

    /**
     * Reads the masks of all planes; what counts as foreground is decided for the file as a whole.
     *
     * @throws IOException with one sentence if the file is no image
     */
    public static List<Mask> readAll(Path file) throws IOException {
        return foreground(ImageFiles.open(file), file);
    }

    /** Values above it are foreground. */
    private static float threshold(ImagePlus image, boolean jpeg) {
        return switch (image.getBitDepth()) {
            case 8, 24 -> isLabels(image.getStack()) && !jpeg ? 0 : HALF;
            case 16 -> 0;
            default -> max(image.getStack()) > 1 ? 0 : 0.5f;
        };
    }

    /**
     * The planes of an open image of masks or labels, each by its index from 1. As files of their
     * own they are read as they are meant here, where what counts as foreground is decided for the
     * image as a whole: labels have 16 bits, masks are 0 and 255.
     */
    static IntFunction<ImageProcessor> planes(ImagePlus image) {
        float threshold = threshold(image, false);
        int shift = SignedShorts.shift(image);
        return index -> {
            ImageProcessor plane = image.getStack().getProcessor(index);
            int width = image.getWidth();
            int height = image.getHeight();
            ImageProcessor out =
                    threshold == 0
                            ? new ShortProcessor(width, height)
                            : new ByteProcessor(width, height);
            for (int p = 0; p < plane.getPixelCount(); p++) {
                float value = value(plane, p) - shift;
                if (value > threshold) {
                    out.set(p, threshold == 0 ? (int) Math.min(MOST, Math.ceil(value)) : WHITE);
                }
            }
            return out;
        };
    }

    private static List<Mask> foreground(ImagePlus image, Path file) {
        ImageStack stack = image.getStack();
        float threshold = threshold(image, ImageFiles.isJpeg(file));
        int shift = SignedShorts.shift(image);
        List<Mask> masks = new ArrayList<>();
        for (int i = 1; i <= stack.getSize(); i++) {
            ImageProcessor plane = stack.getProcessor(i);
            byte[] mask = above(plane, threshold + shift);
            int labels = labels(plane, mask, threshold == 0);
            masks.add(new Mask(image.getWidth(), image.getHeight(), mask, labels));
        }
        return masks;
    }

    /**
     * Opens a mask as an ImageJ image of 0 and 255, with the file's name as title, its channels,
     * slices and frames, and its calibration; what counts as foreground is decided for the file as
     * a whole.
     *
     * @throws IOException with one sentence if the file is no image
     */
    public static ImagePlus open(Path file) throws IOException {
        ImagePlus image = ImageFiles.open(file);
        ImageStack stack = new ImageStack(image.getWidth(), image.getHeight());
        for (Mask mask : foreground(image, file)) {
            ByteProcessor plane = new ByteProcessor(mask.width(), mask.height(), mask.pixels());
            plane.multiply(WHITE);
            stack.addSlice(image.getStack().getSliceLabel(stack.getSize() + 1), plane);
        }
        ImagePlus masks = new ImagePlus(file.getFileName().toString(), stack);
        masks.setDimensions(image.getNChannels(), image.getNSlices(), image.getNFrames());
        masks.setCalibration(image.getCalibration());
        return masks;
    }

    private static boolean isLabels(ImageStack stack) {
        int[] histogram = new int[256];
        for (int i = 1; i <= stack.getSize(); i++) {
            ImageProcessor plane = stack.getProcessor(i);
            for (int p = 0; p < plane.getPixelCount(); p++) {
                histogram[(int) value(plane, p)]++;
            }
        }
        return !isBlackAndWhite(histogram);
    }

    /** The value of a pixel; of a colour the largest of red, green and blue. */
    private static float value(ImageProcessor plane, int pixel) {
        if (plane instanceof ColorProcessor) {
            int v = plane.get(pixel);
            return Math.max(Math.max(v >> 16 & 255, v >> 8 & 255), v & 255);
        }
        return plane.getf(pixel);
    }

    private static boolean isBlackAndWhite(int[] histogram) {
        long grey = 0;
        long white = 0;
        for (int v = NEARLY_BLACK + 1; v < histogram.length; v++) {
            if (v > NEARLY_WHITE) {
                white += histogram[v];
            } else {
                grey += histogram[v];
            }
        }
        return white > 0 && white >= grey;
    }

    private static float max(ImageStack stack) {
        float max = 0;
        for (int i = 1; i <= stack.getSize(); i++) {
            ImageProcessor plane = stack.getProcessor(i);
            for (int p = 0; p < plane.getPixelCount(); p++) {
                float v = plane.getf(p);
                max = v > max ? v : max;
            }
        }
        return max;
    }

    private static int labels(ImageProcessor plane, byte[] mask, boolean distinct) {
        Set<Float> labels = new HashSet<>();
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] != 0) {
                labels.add(distinct ? value(plane, i) : 1);
            }
        }
        return labels.size();
    }

    private static byte[] above(ImageProcessor plane, float threshold) {
        byte[] mask = new byte[plane.getPixelCount()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (value(plane, i) > threshold ? 1 : 0);
        }
        return mask;
    }
}
