package sc.fiji.diffseg.image;

import ij.measure.Calibration;
import java.util.Optional;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.RealType;

/**
 * The planes of an ImgLib2 image of any real type and any order of axes.
 *
 * <p>One channel gives a grey plane and three give red, green and blue; of any other number, one
 * must be chosen.
 */
public final class RaiPlanes implements PlaneSource {

    private final String name;
    private final RandomAccessibleInterval<? extends RealType<?>> image;
    private final Axes axes;
    private final int[] channels;
    private final Optional<Calibration> calibration;
    private final Optional<boolean[]> selection;

    /**
     * Reads an image plane by plane.
     *
     * @param name what the user calls the image
     * @param image any real type; dimensions without an axis must have size 1
     * @param axes what the dimensions mean
     * @param channel channel to take, counted from 1; 0 for all
     * @throws IllegalArgumentException if the image is empty, its dimensions do not fit the axes,
     *     or the channels are neither grey nor RGB and none is chosen
     */
    public RaiPlanes(
            String name,
            RandomAccessibleInterval<? extends RealType<?>> image,
            Axes axes,
            int channel) {
        this(
                name,
                image,
                axes,
                checkedChannels(name, image, axes, channel),
                Optional.empty(),
                Optional.empty());
    }

    private RaiPlanes(
            String name,
            RandomAccessibleInterval<? extends RealType<?>> image,
            Axes axes,
            int[] channels,
            Optional<Calibration> calibration,
            Optional<boolean[]> selection) {
        this.name = name;
        this.image = image;
        this.axes = axes;
        this.channels = channels;
        this.calibration = calibration;
        this.selection = selection;
    }

    /**
     * Reads a colour image plane by plane; transparency is ignored.
     *
     * @param axes without a channel axis, because the colours are in the pixels
     * @param channel 1 red, 2 green, 3 blue; 0 for all
     */
    public static RaiPlanes ofArgb(
            String name, RandomAccessibleInterval<ARGBType> image, Axes axes, int channel) {
        if (axes.channel() >= 0) {
            throw new IllegalArgumentException(
                    "\"%s\" has colour pixels and a channel axis as well: split its channels first."
                            .formatted(name));
        }
        Axes withColour =
                new Axes(axes.x(), axes.y(), image.numDimensions(), axes.z(), axes.time());
        return new RaiPlanes(name, Converters.argbChannels(image, 1, 2, 3), withColour, channel);
    }

    private static int[] checkedChannels(
            String name, RandomAccessibleInterval<?> image, Axes axes, int channel) {
        int[] named = {axes.x(), axes.y(), axes.channel(), axes.z(), axes.time()};
        boolean[] known = new boolean[image.numDimensions()];
        for (int d : named) {
            if (d >= known.length) {
                throw new IllegalArgumentException(
                        "\"%s\" has %d dimensions, but its axes name dimension %d."
                                .formatted(name, known.length, d + 1));
            }
            if (d >= 0) {
                known[d] = true;
            }
        }
        for (int d = 0; d < known.length; d++) {
            long size = image.dimension(d);
            if (size < 1 || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        ("\"%s\" has %d pixels along dimension %d: an image needs at least one"
                                        + " pixel, slice, frame and channel, and at most 2147483647.")
                                .formatted(name, size, d + 1));
            }
            if (!known[d] && size > 1) {
                throw new IllegalArgumentException(
                        ("Dimension %d of \"%s\" is neither x, y, channel, z nor time: reduce it to"
                                        + " one position first.")
                                .formatted(d + 1, name));
            }
        }
        PlaneSource.checkSize(name, image.dimension(axes.x()), image.dimension(axes.y()));
        return Channels.pick(name, size(image, axes.channel()), channel);
    }

    private static int size(RandomAccessibleInterval<?> image, int axis) {
        return axis < 0 ? 1 : (int) image.dimension(axis);
    }

    /** The same planes with the physical size of their pixels. */
    public RaiPlanes withCalibration(Calibration of) {
        return new RaiPlanes(name, image, axes, channels, Optional.of(of), selection);
    }

    /**
     * The same planes with the distances of their pixels, slices and frames.
     *
     * @param spacing for each dimension the distance of neighbouring positions, above 0
     * @param unit of distances in x, y and z; null or empty if it is not known
     */
    public RaiPlanes withSpacing(double[] spacing, String unit) {
        if (spacing.length != image.numDimensions()) {
            throw new IllegalArgumentException(
                    "\"%s\" has %d dimensions, but there are distances for %d."
                            .formatted(name, image.numDimensions(), spacing.length));
        }
        Calibration of = new Calibration();
        of.pixelWidth = spacing[axes.x()];
        of.pixelHeight = spacing[axes.y()];
        of.pixelDepth = axes.z() < 0 ? 1 : spacing[axes.z()];
        of.frameInterval = axes.time() < 0 ? 0 : spacing[axes.time()];
        of.setUnit(unit);
        return withCalibration(of);
    }

    /**
     * The same planes with results restricted to some pixels.
     *
     * @param pixels {@code height() * width()} values, row-major
     */
    public RaiPlanes withSelection(boolean[] pixels) {
        if (pixels.length != width() * height()) {
            throw new IllegalArgumentException(
                    "The selection on \"%s\" needs %d x %d values, but has %d."
                            .formatted(name, width(), height(), pixels.length));
        }
        return new RaiPlanes(name, image, axes, channels, calibration, Optional.of(pixels.clone()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int width() {
        return size(image, axes.x());
    }

    @Override
    public int height() {
        return size(image, axes.y());
    }

    @Override
    public int channels() {
        return size(image, axes.channel());
    }

    @Override
    public int slices() {
        return size(image, axes.z());
    }

    @Override
    public int frames() {
        return size(image, axes.time());
    }

    @Override
    public Optional<ValueRange> typeRange() {
        RealType<?> type = image.getType();
        double min = type.getMinValue();
        double max = type.getMaxValue();
        return type instanceof IntegerType && min == 0 && max <= 65535
                ? Optional.of(new ValueRange(min, max))
                : Optional.empty();
    }

    @Override
    public Optional<boolean[]> selection() {
        return selection.map(boolean[]::clone);
    }

    @Override
    public Optional<Calibration> calibration() {
        return calibration.map(Calibration::copy);
    }

    @Override
    public Plane plane(int plane) {
        float[][] values = new float[channels.length][];
        for (int c = 0; c < channels.length; c++) {
            values[c] = read(plane, channels[c]);
        }
        return channels.length == 1
                ? Plane.grey(width(), height(), values[0])
                : Plane.rgb(width(), height(), values[0], values[1], values[2]);
    }

    private float[] read(int plane, int channel) {
        RandomAccess<? extends RealType<?>> pixel = image.randomAccess();
        for (int d = 0; d < image.numDimensions(); d++) {
            pixel.setPosition(image.min(d), d);
        }
        move(pixel, axes.channel(), channel);
        move(pixel, axes.z(), plane % slices());
        move(pixel, axes.time(), plane / slices());
        int width = width();
        int height = height();
        float[] out = new float[width * height];
        for (int y = 0; y < height; y++) {
            move(pixel, axes.y(), y);
            move(pixel, axes.x(), 0);
            for (int x = 0; x < width; x++) {
                out[y * width + x] = pixel.get().getRealFloat();
                pixel.fwd(axes.x());
            }
        }
        return out;
    }

    private void move(RandomAccess<?> pixel, int axis, int offset) {
        if (axis >= 0) {
            pixel.setPosition(image.min(axis) + offset, axis);
        }
    }
}
