package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import java.awt.image.IndexColorModel;
import java.util.Optional;

/**
 * The planes of an ImageJ image: 8, 16 and 32-bit grey, 8-bit colour, RGB, composites, stacks and
 * hyperstacks, in memory or virtual.
 *
 * <p>Type and number of channels decide what a plane is, never the lookup table: an inverting or a
 * green table changes how a grey image looks, not its values. Only in the type "8-bit colour" is
 * the table part of the pixels. Values are raw: a density calibration is not applied, but signed
 * 16-bit images have their sign. The stack is not copied; slices are read when asked for. The
 * image's selection and calibration are those of the moment of construction.
 */
public final class ImagePlusPlanes implements PlaneSource {

    private final String name;
    private final ImageStack stack;
    private final int type;
    private final int shift;
    private final int width;
    private final int height;
    private final int imageChannels;
    private final int slices;
    private final int frames;
    private final int[] channels;
    private final Calibration calibration;
    private final Optional<boolean[]> selection;

    /**
     * Reads an image plane by plane.
     *
     * @param image any image with pixels
     * @param channel channel to take, counted from 1; 0 for all; of colour pixels 1 is red, 2
     *     green, 3 blue
     * @throws IllegalArgumentException if the image has no pixels, its channels are neither grey
     *     nor RGB and none is chosen, or its selection encloses no area of it
     */
    public ImagePlusPlanes(ImagePlus image, int channel) {
        this.name = image.getTitle();
        PlaneSource.checkSize(name, image.getWidth(), image.getHeight());
        this.stack = image.getStack();
        if (stack.getSize() < 1) {
            PlaneSource.checkSize(name, 0, 0);
        }
        this.type = image.getType();
        this.shift = SignedShorts.shift(image);
        this.width = image.getWidth();
        this.height = image.getHeight();
        this.imageChannels = image.getNChannels();
        this.slices = image.getNSlices();
        this.frames = image.getNFrames();
        if (isColour() && imageChannels > 1) {
            throw new IllegalArgumentException(
                    "\"%s\" has colour pixels and %d channels as well: split its channels first."
                            .formatted(name, imageChannels));
        }
        this.channels = Channels.pick(name, isColour() ? 3 : imageChannels, channel);
        this.calibration = image.getCalibration().copy();
        this.selection = Selections.pixels(image);
    }

    private boolean isColour() {
        return type == ImagePlus.COLOR_RGB || type == ImagePlus.COLOR_256;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int channels() {
        return imageChannels;
    }

    @Override
    public int slices() {
        return slices;
    }

    @Override
    public int frames() {
        return frames;
    }

    @Override
    public Optional<ValueRange> typeRange() {
        return switch (type) {
            case ImagePlus.GRAY16 -> shift == 0 ? Optional.of(ValueRange.UINT16) : Optional.empty();
            case ImagePlus.GRAY32 -> Optional.empty();
            default -> Optional.of(ValueRange.UINT8);
        };
    }

    @Override
    public Optional<boolean[]> selection() {
        return selection.map(boolean[]::clone);
    }

    @Override
    public Optional<Calibration> calibration() {
        return Optional.of(calibration.copy());
    }

    @Override
    public Optional<String> label(int plane) {
        int slice = index(plane, channels[0]);
        return slice > stack.getSize()
                ? Optional.empty()
                : Optional.ofNullable(stack.getSliceLabel(slice));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException in one sentence, if the image has been closed or converted
     */
    @Override
    public Plane plane(int plane) {
        float[][] values = new float[channels.length][];
        for (int c = 0; c < channels.length; c++) {
            values[c] = read(plane, channels[c]);
        }
        return channels.length == 1
                ? Plane.grey(width, height, values[0])
                : Plane.rgb(width, height, values[0], values[1], values[2]);
    }

    /** ImageJ counts from 1, channels fastest, then slices, then frames. */
    private int index(int plane, int channel) {
        return isColour() ? plane + 1 : plane * imageChannels + channel + 1;
    }

    private ImageProcessor processor(int plane, int channel) {
        try {
            return stack.getProcessor(index(plane, channel));
        } catch (IllegalArgumentException e) {
            // The stack has lost its pixels, or all its slices.
            throw new IllegalArgumentException(
                    ("The image was closed or converted while %s was still needed: leave it as"
                                    + " it is until the result is there.")
                            .formatted(describe(plane)),
                    e);
        }
    }

    private float[] read(int plane, int channel) {
        ImageProcessor ip = processor(plane, channel);
        Object pixels = ip.getPixels();
        float[] out = new float[width * height];
        if (pixels instanceof byte[] bytes && type == ImagePlus.COLOR_256) {
            byte[] colours = palette((IndexColorModel) ip.getColorModel(), channel);
            for (int i = 0; i < out.length; i++) {
                out[i] = colours[bytes[i] & 0xff] & 0xff;
            }
        } else if (pixels instanceof byte[] bytes) {
            for (int i = 0; i < out.length; i++) {
                out[i] = bytes[i] & 0xff;
            }
        } else if (pixels instanceof short[] shorts) {
            for (int i = 0; i < out.length; i++) {
                out[i] = (shorts[i] & 0xffff) - shift;
            }
        } else if (pixels instanceof int[] colours) {
            int bits = 16 - 8 * channel;
            for (int i = 0; i < out.length; i++) {
                out[i] = colours[i] >> bits & 0xff;
            }
        } else {
            System.arraycopy((float[]) pixels, 0, out, 0, out.length);
        }
        return out;
    }

    private static byte[] palette(IndexColorModel table, int channel) {
        byte[] out = new byte[256];
        switch (channel) {
            case 0 -> table.getReds(out);
            case 1 -> table.getGreens(out);
            default -> table.getBlues(out);
        }
        return out;
    }
}
