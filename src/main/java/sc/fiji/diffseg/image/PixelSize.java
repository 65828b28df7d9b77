package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The physical size of pixels.
 *
 * @param spacing distance of neighbouring pixels in x, in y and, of volumes, between slices, above
 *     0
 * @param unit of these, "pixel" if it is not known
 */
public record PixelSize(double[] spacing, String unit) {

    /** Files round what they store. */
    private static final double TOLERANCE = 1e-3;

    private static final String PIXEL = "pixel";

    /**
     * The size of the pixels of two images of the same thing. If only one of them knows it, as
     * masks in PNG files do not, it goes for both.
     *
     * @param dimensions 2 for planes, of which the distance of slices does not matter, or 3
     * @throws IllegalArgumentException in one sentence, if both know it and it differs, or if an
     *     image has different units along its axes
     */
    public static PixelSize common(ImagePlus a, ImagePlus b, int dimensions) {
        PixelSize ofA = of(a, dimensions);
        PixelSize ofB = of(b, dimensions);
        if (!ofA.isKnown()) {
            return ofB;
        }
        if (ofB.isKnown() && !ofA.equalsNearly(ofB)) {
            throw new IllegalArgumentException(
                    "The pixels of \"%s\" are %s, but those of \"%s\" %s: set the right size in both with Image > Properties."
                            .formatted(a.getTitle(), ofA.words(), b.getTitle(), ofB.words()));
        }
        return ofA;
    }

    private static PixelSize of(ImagePlus image, int dimensions) {
        Calibration calibration = image.getCalibration();
        List<String> units =
                Stream.of(calibration.getXUnit(), calibration.getYUnit(), calibration.getZUnit())
                        .limit(dimensions)
                        .map(PixelSize::common)
                        .toList();
        if (units.stream().distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "\"%s\" has the units %s along its axes: give them all in one unit with Image > Properties."
                            .formatted(image.getTitle(), String.join(", ", units)));
        }
        double[] spacing = {
            Math.abs(calibration.pixelWidth),
            Math.abs(calibration.pixelHeight),
            Math.abs(calibration.pixelDepth)
        };
        spacing = Arrays.copyOf(spacing, dimensions);
        if (!Arrays.stream(spacing).allMatch(length -> length > 0 && Double.isFinite(length))) {
            throw new IllegalArgumentException(
                    "The pixels of \"%s\" have the impossible size %s: set it with Image > Properties."
                            .formatted(image.getTitle(), Arrays.toString(spacing)));
        }
        return new PixelSize(spacing, units.get(0));
    }

    /** One name for what programs call differently. */
    private static String common(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "micron", "microns", "micrometer", "micrometre", "um", "\u00b5m", "\u03bcm" ->
                    "\u00b5m";
            case "pixels" -> PIXEL;
            default -> unit;
        };
    }

    private boolean isKnown() {
        return !unit.equals(PIXEL) || Arrays.stream(spacing).anyMatch(length -> length != 1);
    }

    private boolean equalsNearly(PixelSize other) {
        for (int d = 0; d < spacing.length; d++) {
            if (Math.abs(spacing[d] - other.spacing[d]) > TOLERANCE * spacing[d]) {
                return false;
            }
        }
        return unit.equals(other.unit);
    }

    private String words() {
        return Arrays.stream(spacing)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" x ", "", " " + unit));
    }
}
