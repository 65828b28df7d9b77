package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.util.List;
import java.util.function.Function;

/**
 * Makes ImageJ images of results, with the size, slices, frames, slice labels and calibration of
 * the image they belong to, and its title with a suffix.
 *
 * <p>Every method takes one array per plane, in the order of the source or layout, each of {@code
 * height * width} values, row-major. Float arrays are handed over, not copied.
 */
public final class ResultImages {

    /** Above this number of labels, 16 bits do not suffice. */
    private static final int LARGEST_SHORT = 65535;

    /** Above this number, 32-bit floats skip integers. */
    private static final int LARGEST_EXACT_FLOAT = 1 << 24;

    /** Up to this number, each label has its own entry in a table. */
    private static final int LARGEST_ENTRY = 255;

    /** With a wider display, ImageJ rounds the label 1 to the table's entry of the background. */
    private static final int WIDEST_DISPLAY = 510;

    private final ResultLayout layout;

    /** Results for the planes of this source. */
    public ResultImages(PlaneSource source) {
        this(ResultLayout.of(source));
    }

    /** Results for the planes of this layout. */
    public ResultImages(ResultLayout layout) {
        this.layout = layout;
    }

    /**
     * A label image: 16-bit, or 32-bit if there is a label above 65,535. Its display range leaves
     * no label black, also where the image is read back from a file.
     *
     * @param planes labels, 0 for background
     * @throws IllegalArgumentException if a label is negative or above 16,777,216, the last that a
     *     32-bit image holds exactly
     */
    public ImagePlus labels(List<int[]> planes) {
        int largest = 0;
        for (int[] plane : planes) {
            for (int label : plane) {
                if (label < 0 || label > LARGEST_EXACT_FLOAT) {
                    throw new IllegalArgumentException(
                            "\"%s\" has the label %d, but an image holds labels from 0 to %d."
                                    .formatted(layout.name(), label, LARGEST_EXACT_FLOAT));
                }
                largest = Math.max(largest, label);
            }
        }
        Function<int[], ImageProcessor> pixels =
                largest > LARGEST_SHORT ? this::floatLabels : this::shortLabels;
        ImageStack stack = stack(planes, pixels);
        stack.setColorModel(LabelLut.create());
        String title = title(layout.name(), "labels");
        return largest > LARGEST_ENTRY
                ? shown(new LabelImage(title, stack), 0, Math.min(largest, WIDEST_DISPLAY))
                : shown(new ImagePlus(title, stack), 0, LARGEST_ENTRY);
    }

    /** An 8-bit mask: 255 foreground, 0 background. */
    public ImagePlus masks(List<boolean[]> planes) {
        return image("mask", planes, this::maskPixels, 0, 255);
    }

    /** An 8-bit mask that several masks agree on: 255 foreground, 0 background. */
    public ImagePlus consensus(List<boolean[]> planes) {
        return image("consensus", planes, this::maskPixels, 0, 255);
    }

    /** A 32-bit image of probabilities from 0 to 1. */
    public ImagePlus probability(List<float[]> planes) {
        return image("probability", planes, this::floatPixels, 0, 1);
    }

    /** A 32-bit image of standard deviations of probabilities or votes, from 0 to 0.5. */
    public ImagePlus uncertainty(List<float[]> planes) {
        return image("uncertainty", planes, this::floatPixels, 0, 0.5);
    }

    private <T> ImagePlus image(
            String suffix,
            List<T> planes,
            Function<T, ImageProcessor> pixels,
            double displayMin,
            double displayMax) {
        String title = title(layout.name(), suffix);
        return shown(new ImagePlus(title, stack(planes, pixels)), displayMin, displayMax);
    }

    private <T> ImageStack stack(List<T> planes, Function<T, ImageProcessor> pixels) {
        if (planes.size() != layout.planes()) {
            throw new IllegalArgumentException(
                    "\"%s\" has %d planes, but there are results for %d."
                            .formatted(layout.name(), layout.planes(), planes.size()));
        }
        ImageStack stack = new ImageStack(layout.width(), layout.height());
        for (int i = 0; i < planes.size(); i++) {
            stack.addSlice(layout.labels().get(i).orElse(null), pixels.apply(planes.get(i)));
        }
        return stack;
    }

    private ImagePlus shown(ImagePlus image, double displayMin, double displayMax) {
        image.setDimensions(layout.channels(), layout.slices(), layout.frames());
        image.setOpenAsHyperStack(layout.channels() > 1 || layout.frames() > 1);
        layout.calibration()
                .ifPresent(calibration -> image.setCalibration(plain(calibration.copy())));
        image.setDisplayRange(displayMin, displayMax);
        return image;
    }

    /** A density calibration belongs to the input's values, not to labels or probabilities. */
    private static Calibration plain(Calibration calibration) {
        calibration.disableDensityCalibration();
        return calibration;
    }

    /** A name without what looks like a file extension. */
    public static String stem(String name) {
        return name.replaceFirst("(?<=.)(\\.ome)?\\.[A-Za-z][A-Za-z0-9]{1,4}$", "");
    }

    static String title(String name, String suffix) {
        return stem(name) + "-" + suffix;
    }

    private ImageProcessor shortLabels(int[] labels) {
        short[] out = new short[labels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (short) labels[i];
        }
        return new ShortProcessor(layout.width(), layout.height(), out, null);
    }

    private ImageProcessor floatLabels(int[] labels) {
        return new FloatProcessor(layout.width(), layout.height(), labels);
    }

    private ImageProcessor maskPixels(boolean[] mask) {
        byte[] out = new byte[mask.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (mask[i] ? 255 : 0);
        }
        return new ByteProcessor(layout.width(), layout.height(), out);
    }

    private ImageProcessor floatPixels(float[] values) {
        return new FloatProcessor(layout.width(), layout.height(), values);
    }
}
