package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several masks of the same pixels, called samples, in ImageJ images: along one axis of a
 * hyperstack, or one image for each. Every position along the other axes has its own samples.
 *
 * <p>Any pixel that is not 0 is foreground, whatever the bit depth and the lookup table, so label
 * images are masks of all their objects; NaN is background. Planes are read when asked for.
 */
public final class MaskSamples {

    private final List<ImagePlus> images;
    private final Optional<SampleAxis> axis;
    private final ResultLayout layout;
    private final Optional<boolean[]> selection;

    private MaskSamples(
            List<ImagePlus> images,
            Optional<SampleAxis> axis,
            ResultLayout layout,
            Optional<boolean[]> selection) {
        this.images = images;
        this.axis = axis;
        this.layout = layout;
        this.selection = selection;
    }

    /**
     * The samples that lie along an axis of an image.
     *
     * @throws IllegalArgumentException in one sentence, if there are fewer than two, the image is
     *     RGB, or its selection encloses no pixel
     */
    public static MaskSamples along(SampleAxis axis, ImagePlus image) {
        checkGrey(image);
        PlaneSource.checkSize(image.getTitle(), image.getWidth(), image.getHeight());
        if (axis.length(image) < 2) {
            throw new IllegalArgumentException(tooFew(axis, image));
        }
        Optional<SampleAxis> along = Optional.of(axis);
        return new MaskSamples(
                List.of(image), along, layout(image, along), Selections.pixels(image));
    }

    /**
     * Samples of which each is an image of its own, all with the same dimensions; the result is
     * called and calibrated like the first. Selections do not matter.
     *
     * @throws IllegalArgumentException in one sentence, if there are fewer than two, one is RGB, or
     *     the dimensions differ
     */
    public static MaskSamples of(List<ImagePlus> images) {
        if (images.size() < 2) {
            throw new IllegalArgumentException(
                    "Fusing needs at least 2 masks, but there are " + images.size() + ".");
        }
        ImagePlus first = images.get(0);
        PlaneSource.checkSize(first.getTitle(), first.getWidth(), first.getHeight());
        for (ImagePlus image : images) {
            checkGrey(image);
            if (!dimensions(image).equals(dimensions(first))) {
                throw new IllegalArgumentException(
                        "Masks to be fused must have the same size, but \"%s\" is %s and \"%s\" %s."
                                .formatted(
                                        first.getTitle(),
                                        dimensions(first),
                                        image.getTitle(),
                                        dimensions(image)));
            }
        }
        return new MaskSamples(
                List.copyOf(images),
                Optional.empty(),
                layout(first, Optional.empty()),
                Optional.empty());
    }

    private static void checkGrey(ImagePlus image) {
        if (image.getType() == ImagePlus.COLOR_RGB) {
            throw new IllegalArgumentException(
                    "\"%s\" is an RGB image, but masks are grey: make it 8-bit with Image > Type first."
                            .formatted(image.getTitle()));
        }
    }

    private static String tooFew(SampleAxis axis, ImagePlus image) {
        if (image.getStackSize() < 2) {
            return "Fusing needs at least 2 masks, but \"%s\" is a single plane: use a stack of masks."
                    .formatted(image.getTitle());
        }
        return "Fusing needs at least 2 masks, but along %s \"%s\" has 1: it has %d channels, %d slices and %d frames."
                .formatted(
                        axis.word(),
                        image.getTitle(),
                        image.getNChannels(),
                        image.getNSlices(),
                        image.getNFrames());
    }

    /** Width, height, and of a stack its other dimensions, in words. */
    static String dimensions(ImagePlus image) {
        return image.getStackSize() == 1
                ? "%d x %d pixels".formatted(image.getWidth(), image.getHeight())
                : "%d x %d pixels with %d channels, %d slices and %d frames"
                        .formatted(
                                image.getWidth(),
                                image.getHeight(),
                                image.getNChannels(),
                                image.getNSlices(),
                                image.getNFrames());
    }

    private static ResultLayout layout(ImagePlus image, Optional<SampleAxis> axis) {
        int channels = rest(SampleAxis.CHANNELS, axis, image);
        int slices = rest(SampleAxis.SLICES, axis, image);
        int frames = rest(SampleAxis.FRAMES, axis, image);
        int planes = channels * slices * frames;
        List<Optional<String>> labels = new ArrayList<>();
        for (int plane = 0; plane < planes; plane++) {
            // With an axis, a label belongs to one sample and not to the fused plane.
            labels.add(
                    axis.isPresent()
                            ? Optional.empty()
                            : Optional.ofNullable(image.getStack().getSliceLabel(plane + 1)));
        }
        return new ResultLayout(
                image.getTitle(),
                image.getWidth(),
                image.getHeight(),
                channels,
                slices,
                frames,
                Optional.of(image.getCalibration().copy()),
                labels);
    }

    private static int rest(SampleAxis of, Optional<SampleAxis> fused, ImagePlus image) {
        return fused.equals(Optional.of(of)) ? 1 : of.length(image);
    }

    /** Number of samples, at least 2. */
    public int samples() {
        return axis.map(along -> along.length(images.get(0))).orElse(images.size());
    }

    /** The axis that the samples lie along; empty if each is an image of its own. */
    public Optional<SampleAxis> axis() {
        return axis;
    }

    /** The image that a fusion of the samples makes. */
    public ResultLayout layout() {
        return layout;
    }

    /** The pixels that the user selected, row-major, the same for all planes. */
    public Optional<boolean[]> selection() {
        return selection;
    }

    /**
     * What the user calls a sample: its slice label or the title of its image.
     *
     * @param position plane of the {@link #layout()}, from 0
     * @param sample from 0
     */
    public String label(int position, int sample) {
        if (axis.isEmpty()) {
            return images.get(sample).getTitle();
        }
        ImagePlus image = images.get(0);
        String label = image.getStack().getShortSliceLabel(index(position, sample));
        return label == null || label.isBlank() ? image.getTitle() : label;
    }

    /**
     * Reads the masks of all samples.
     *
     * @param position plane of the {@link #layout()}, from 0
     * @return for every sample its mask, true for foreground, row-major
     * @throws IllegalArgumentException in one sentence, if a 32-bit image has values between 0 and
     *     1: these are no masks but probabilities
     */
    public List<boolean[]> masks(int position) {
        List<boolean[]> masks = new ArrayList<>();
        for (int sample = 0; sample < samples(); sample++) {
            ImagePlus image = axis.isPresent() ? images.get(0) : images.get(sample);
            masks.add(mask(image, index(position, sample)));
        }
        return masks;
    }

    private int index(int position, int sample) {
        int channel = position % layout.channels();
        int slice = position / layout.channels() % layout.slices();
        int frame = position / layout.channels() / layout.slices();
        SampleAxis along = axis.orElse(null);
        return images.get(0)
                .getStackIndex(
                        1 + (along == SampleAxis.CHANNELS ? sample : channel),
                        1 + (along == SampleAxis.SLICES ? sample : slice),
                        1 + (along == SampleAxis.FRAMES ? sample : frame));
    }

    private static boolean[] mask(ImagePlus image, int index) {
        ImageProcessor plane = image.getStack().getProcessor(index);
        int shift = SignedShorts.shift(image);
        boolean[] mask = new boolean[plane.getPixelCount()];
        for (int i = 0; i < mask.length; i++) {
            float value = plane.getf(i) - shift;
            if (value > 0 && value < 1) {
                throw new IllegalArgumentException(
                        "Plane %d of \"%s\" has the value %s, but a mask has none between 0 and 1: threshold it first."
                                .formatted(index, image.getTitle(), value));
            }
            mask[i] = value != 0 && !Float.isNaN(value);
        }
        return mask;
    }
}
