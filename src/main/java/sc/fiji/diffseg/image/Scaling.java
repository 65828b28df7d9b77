package sc.fiji.diffseg.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sc.fiji.diffseg.model.Preprocessing;

/**
 * How pixel values become the numbers from 0 to 1 that networks take.
 *
 * <p>The published LEAF loader knows only 8-bit images. All rules here are a linear map of an
 * interval onto [0,1], clipped at both ends; {@link PlaneScaler} measures the interval and {@link
 * ScalingUsed} records it. All channels of a plane share one interval, which keeps colours.
 *
 * @param mode where the interval comes from
 * @param low lower percentile, from 0 to 100; used by {@link Mode#PERCENTILE} only
 * @param high upper percentile, above {@code low}, at most 100
 * @param wholeImage whether one interval is measured over all planes, instead of one per plane
 */
public record Scaling(Mode mode, double low, double high, boolean wholeImage) {

    /** Where the interval comes from. */
    public enum Mode {
        /**
         * From the pixel type: 0..255, 0..65535. Types without a meaningful range (float, 32-bit
         * integer, signed 16-bit) count as already scaled if they lie in [0,1]; otherwise as {@link
         * #MIN_MAX}.
         */
        BY_TYPE,
        /** From two percentiles of the values, interpolated linearly between order statistics. */
        PERCENTILE,
        /** From the smallest and the largest value. */
        MIN_MAX
    }

    private static final String WHOLE_IMAGE = "whole-image";

    /** By type, plane by plane where the type says nothing. */
    public static final Scaling BY_TYPE = new Scaling(Mode.BY_TYPE, 1, 99, false);

    /** Percentiles 1 and 99 of each plane. */
    public static final Scaling PERCENTILE = new Scaling(Mode.PERCENTILE, 1, 99, false);

    /** Smallest and largest value of each plane. */
    public static final Scaling MIN_MAX = new Scaling(Mode.MIN_MAX, 1, 99, false);

    /**
     * Checks the percentiles.
     *
     * @throws IllegalArgumentException if they are not 0 ≤ low &lt; high ≤ 100
     */
    public Scaling {
        if (!(low >= 0 && low < high && high <= 100)) {
            throw new IllegalArgumentException(
                    "Percentiles must be 0 <= low < high <= 100, but are %s and %s."
                            .formatted(low, high));
        }
    }

    /**
     * The scaling that a model was trained with.
     *
     * @throws IllegalArgumentException if it names none of the modes
     */
    public static Scaling of(Preprocessing preprocessing) {
        String name = preprocessing.scaling().toUpperCase(Locale.ROOT);
        for (Mode mode : Mode.values()) {
            if (mode.name().equals(name)) {
                return new Scaling(
                        mode, preprocessing.lowPercentile(), preprocessing.highPercentile(), false);
            }
        }
        throw new IllegalArgumentException(
                "There is no scaling '%s': choose one of %s."
                        .formatted(
                                preprocessing.scaling(),
                                Arrays.toString(Mode.values()).toLowerCase(Locale.ROOT)));
    }

    /**
     * The scaling of a name as {@link #name} gives it: {@code by-type}, {@code min-max}, {@code
     * percentile} or {@code percentile:LOW:HIGH}, each with {@code :whole-image} at the end for one
     * interval for all planes.
     *
     * @throws IllegalArgumentException in one sentence, if it is none of these
     */
    public static Scaling parse(String name) {
        List<String> parts =
                new ArrayList<>(List.of(name.trim().toLowerCase(Locale.ROOT).split(":", -1)));
        boolean whole = parts.size() > 1 && parts.remove(WHOLE_IMAGE);
        try {
            Mode mode = Mode.valueOf(parts.get(0).replace('-', '_').toUpperCase(Locale.ROOT));
            if (parts.size() == 1) {
                return new Scaling(mode, 1, 99, whole);
            }
            if (mode == Mode.PERCENTILE && parts.size() == 3) {
                double low = Double.parseDouble(parts.get(1));
                return new Scaling(mode, low, Double.parseDouble(parts.get(2)), whole);
            }
        } catch (IllegalArgumentException e) {
            throw unknown(name, e);
        }
        throw unknown(name, null);
    }

    private static IllegalArgumentException unknown(String name, Exception cause) {
        return new IllegalArgumentException(
                ("There is no scaling '%s': choose by-type, min-max, percentile or"
                                + " percentile:LOW:HIGH with 0 <= LOW < HIGH <= 100, and add :%s for"
                                + " one interval for all planes.")
                        .formatted(name, WHOLE_IMAGE),
                cause);
    }

    /** The name that {@link #parse} understands. */
    public String name() {
        String limits = mode == Mode.PERCENTILE ? ":" + low + ":" + high : "";
        String kind = mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return kind + limits + (wholeImage ? ":" + WHOLE_IMAGE : "");
    }

    /** Two percentiles of each plane. */
    public static Scaling percentile(double low, double high) {
        return new Scaling(Mode.PERCENTILE, low, high, false);
    }

    /** This rule with one interval for all planes. */
    public Scaling ofWholeImage() {
        return new Scaling(mode, low, high, true);
    }
}
