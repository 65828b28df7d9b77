package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.weights.AtomicFile;

/**
 * An open image, which may be a stack or hyperstack, and an open image with the masks or labels of
 * the same planes. Calibration, lookup tables, contrast and selections do not matter.
 */
public final class LabelledStack {

    private final ImagePlus image;
    private final ImagePlus labels;

    /**
     * Puts the two together.
     *
     * @param image grey or RGB, or of 3 channels
     * @param labels of one channel, with as many slices and frames
     * @throws IllegalArgumentException in one sentence, if the two are one, or do not fit together
     */
    public LabelledStack(ImagePlus image, ImagePlus labels) {
        if (image == labels) {
            throw new IllegalArgumentException(
                    "\"%s\" is both the image and its labels: choose two images."
                            .formatted(image.getTitle()));
        }
        if (!fit(image, labels)) {
            throw new IllegalArgumentException(
                    ("\"%s\" is %s, but its labels \"%s\" are %s: the labels need the same width and"
                                    + " height, as many slices and frames, and one channel.")
                            .formatted(
                                    image.getTitle(),
                                    MaskSamples.dimensions(image),
                                    labels.getTitle(),
                                    MaskSamples.dimensions(labels)));
        }
        int channels = image.getNChannels();
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "\"%s\" has %d channels, which are neither grey nor RGB: duplicate one of them, and choose that."
                            .formatted(image.getTitle(), channels));
        }
        this.image = image;
        this.labels = labels;
    }

    private static boolean fit(ImagePlus image, ImagePlus labels) {
        boolean sameSize =
                image.getWidth() == labels.getWidth() && image.getHeight() == labels.getHeight();
        boolean sameAxes =
                image.getNSlices() == labels.getNSlices()
                        && image.getNFrames() == labels.getNFrames();
        // Whether the planes of a stack are slices or frames is often not what they were once.
        boolean exchanged =
                image.getNSlices() == labels.getNFrames()
                        && image.getNFrames() == labels.getNSlices()
                        && Math.min(image.getNSlices(), image.getNFrames()) == 1;
        return sameSize && labels.getNChannels() == 1 && (sameAxes || exchanged);
    }

    /** What it is called: the image's title without an ending such as .tif. */
    public String name() {
        return image.getTitle().replaceFirst("\\.[A-Za-z]{2,4}$", "");
    }

    /** Number of planes. */
    public int planes() {
        return image.getNSlices() * image.getNFrames();
    }

    /**
     * Writes every plane as a TIFF file with its own values, and its mask or labels as one of the
     * same name: {@code plane0001}, ..., or {@code t0001_z0001}, ... where there are frames of
     * several slices. Files of other names stay.
     *
     * @param images folder for the planes, made if it is not there
     * @param masks another one for the masks or labels, likewise
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public void write(Path images, Path masks, Progress progress) throws IOException {
        Files.createDirectories(images);
        Files.createDirectories(masks);
        IntFunction<ImageProcessor> mask = MaskFiles.planes(labels);
        for (int plane = 0; plane < planes(); plane++) {
            progress.checkCancelled();
            progress.report(plane / (double) planes(), "copying the planes of " + name());
            String file = planeName(plane) + ".tif";
            write(plane(plane), images.resolve(file));
            write(new ImagePlus("", mask.apply(plane + 1)), masks.resolve(file));
        }
    }

    private String planeName(int plane) {
        int slices = image.getNSlices();
        return slices > 1 && image.getNFrames() > 1
                ? "t%04d_z%04d".formatted(plane / slices + 1, plane % slices + 1)
                : "plane%04d".formatted(plane + 1);
    }

    private ImagePlus plane(int plane) {
        int channels = image.getNChannels();
        ImageStack stack = new ImageStack(image.getWidth(), image.getHeight());
        for (int channel = 1; channel <= channels; channel++) {
            stack.addSlice(bare(image.getStack().getProcessor(plane * channels + channel)));
        }
        ImagePlus one = new ImagePlus("", stack);
        one.setDimensions(channels, 1, 1);
        if (SignedShorts.in(image)) {
            one.getLocalCalibration().setSigned16BitCalibration();
        }
        return one;
    }

    /** The values without a lookup table, but for 8-bit colour, where it belongs to them. */
    private ImageProcessor bare(ImageProcessor plane) {
        int width = plane.getWidth();
        int height = plane.getHeight();
        if (image.getType() == ImagePlus.COLOR_256) {
            return plane.convertToRGB();
        }
        Object pixels = plane.getPixels();
        if (pixels instanceof byte[] bytes) {
            return new ByteProcessor(width, height, bytes);
        }
        if (pixels instanceof short[] shorts) {
            return new ShortProcessor(width, height, shorts, null);
        }
        if (pixels instanceof int[] colours) {
            return new ColorProcessor(width, height, colours);
        }
        return new FloatProcessor(width, height, (float[]) pixels);
    }

    private static void write(ImagePlus plane, Path file) throws IOException {
        AtomicFile.write(file, new FileSaver(plane).serialize());
    }
}
