package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.Arrays;

/**
 * The physical size of pixels.
 *
 * @param spacing distance of neighbouring pixels in x, in y and between slices, above 0
 * @param unit of these, "pixel" if it is not known
 */
public record PixelSize(double[] spacing, String unit) {

    /** Files round what they store. */
    private static final double TOLERANCE = 1e-3;

    /**
     * The size of the pixels of two images of the same thing. If only one of them knows it, as
     * masks in PNG files do not, it goes for both.
     *
     * @throws IllegalArgumentException in one sentence, if both know it and it differs, or if an
     *     image has different units along its axes
     */
    public static PixelSize common(ImagePlus a, ImagePlus b) {
        PixelSize ofA = of(a);
        PixelSize ofB = of(b);
        if (!a.getCalibration().scaled()) {
            return ofB;
        }
        if (b.getCalibration().scaled() && !ofA.equalsNearly(ofB)) {
            throw new IllegalArgumentException(
                    "The pixels of \"%s\" are %s, but those of \"%s\" %s: set the right size in both with Image > Properties."
                            .formatted(a.getTitle(), ofA.words(), b.getTitle(), ofB.words()));
        }
        return ofA;
    }

    private static PixelSize of(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        String unit = calibration.scaled() ? calibration.getUnit() : "pixel";
        if (!calibration.getYUnit().equals(calibration.getXUnit())
                || !calibration.getZUnit().equals(calibration.getXUnit())) {
            throw new IllegalArgumentException(
                    "\"%s\" has the units %s, %s and %s along its axes: give them all in one unit with Image > Properties."
                            .formatted(
                                    image.getTitle(),
                                    calibration.getXUnit(),
                                    calibration.getYUnit(),
                                    calibration.getZUnit()));
        }
        double[] spacing = {
            Math.abs(calibration.pixelWidth),
            Math.abs(calibration.pixelHeight),
            Math.abs(calibration.pixelDepth)
        };
        if (!Arrays.stream(spacing).allMatch(length -> length > 0 && Double.isFinite(length))) {
            throw new IllegalArgumentException(
                    "The pixels of \"%s\" have the impossible size %s: set it with Image > Properties."
                            .formatted(image.getTitle(), Arrays.toString(spacing)));
        }
        return new PixelSize(spacing, unit);
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
        return "%s x %s x %s %s".formatted(spacing[0], spacing[1], spacing[2], unit);
    }
}
