package sc.fiji.diffseg.image;

import ij.measure.Calibration;
import java.util.Optional;

/**
 * An image as a series of planes: one per slice (z) and frame (t), slices counting fastest.
 *
 * <p>Planes are read one at a time, when asked for; nothing holds the whole image. Reading the same
 * plane twice gives the same values.
 */
public interface PlaneSource {

    /** What the user calls the image, for messages and titles. */
    String name();

    /** Pixels per row of every plane. */
    int width();

    /** Rows of every plane. */
    int height();

    /** Number of channels among which the planes lie, at least 1; pixels of colour are one. */
    default int channels() {
        return 1;
    }

    /** Number of slices (z), at least 1. */
    int slices();

    /** Number of frames (t), at least 1. */
    int frames();

    /**
     * The values that the pixel type can hold, if it is an unsigned integer type of at most 16
     * bits; empty for signed, wider and floating types, whose range says nothing about the image.
     */
    Optional<ValueRange> typeRange();

    /**
     * The pixels to which results are restricted, if the user selected some.
     *
     * @return {@code height() * width()} values, row-major, the same for all planes; or empty if
     *     all pixels count
     */
    Optional<boolean[]> selection();

    /** The physical size of pixels, slices and frames, if known; a copy. */
    default Optional<Calibration> calibration() {
        return Optional.empty();
    }

    /** The label that the image gives a plane, if it gives one. */
    default Optional<String> label(int plane) {
        return Optional.empty();
    }

    /**
     * Reads a plane: raw values, not scaled.
     *
     * @param plane from 0 to {@code planes() - 1}; slice z of frame t is {@code t * slices() + z}
     */
    Plane plane(int plane);

    /** Number of planes, slices times frames. */
    default int planes() {
        return Math.multiplyExact(slices(), frames());
    }

    /** How messages name a plane, counted from 1. */
    default String describe(int plane) {
        return planes() == 1
                ? "\"%s\"".formatted(name())
                : "plane %d (slice %d, frame %d) of \"%s\""
                        .formatted(plane + 1, plane % slices() + 1, plane / slices() + 1, name());
    }

    /**
     * Refuses planes without pixels or with too many for one Java array.
     *
     * @throws IllegalArgumentException naming the image and the size
     */
    static void checkSize(String name, long width, long height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "\"%s\" has no pixels: open an image with at least one slice.".formatted(name));
        }
        if (width * height > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    ("A plane of \"%s\" has %d x %d pixels, more than the 2147483639 that fit: crop"
                                    + " or scale it down first.")
                            .formatted(name, width, height));
        }
    }
}
