package sc.fiji.diffseg.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the dimensions of an image mean: the index of each axis, or -1 if there is none.
 *
 * @param x columns, never absent
 * @param y rows, never absent
 * @param channel channels
 * @param z slices
 * @param time frames
 */
public record Axes(int x, int y, int channel, int z, int time) {

    /** A single plane. */
    public static final Axes XY = of("XY");

    /**
     * Checks that x and y are there and no index occurs twice.
     *
     * @throws IllegalArgumentException otherwise
     */
    public Axes {
        int seen = 0;
        for (int axis : new int[] {x, y, channel, z, time}) {
            boolean twice = axis >= 0 && (seen >> axis & 1) != 0;
            if (axis < -1 || axis > 30 || twice) {
                throw new IllegalArgumentException(
                        ("The axes x=%d, y=%d, channel=%d, z=%d, time=%d must be different indices"
                                        + " from 0, or -1 where absent.")
                                .formatted(x, y, channel, z, time));
            }
            seen |= axis < 0 ? 0 : 1 << axis;
        }
        if (x < 0 || y < 0) {
            throw new IllegalArgumentException(
                    "An image needs an x and a y axis: only two-dimensional planes are segmented.");
        }
    }

    /**
     * Axes from their letters in order, for example {@code "XYCZT"}.
     *
     * @param order letters out of X, Y, C, Z and T, each at most once
     * @throws IllegalArgumentException if there is another letter, or one twice, or no X or Y
     */
    public static Axes of(String order) {
        String upper = order.toUpperCase(Locale.ROOT);
        for (int i = 0; i < upper.length(); i++) {
            if ("XYCZT".indexOf(upper.charAt(i)) < 0 || upper.indexOf(upper.charAt(i)) < i) {
                throw new IllegalArgumentException(
                        "The axis order \"%s\" must have each of X, Y, C, Z, T at most once."
                                .formatted(order));
            }
        }
        return new Axes(
                upper.indexOf('X'),
                upper.indexOf('Y'),
                upper.indexOf('C'),
                upper.indexOf('Z'),
                upper.indexOf('T'));
    }

    /**
     * Axes from the label of each dimension in order, as ImageJ2 writes them: {@code "X", "Y",
     * "Channel", "Z", "Time"}, or their first letters. Other labels mean nothing here.
     *
     * @throws IllegalArgumentException if a label occurs twice, or there is no X or Y
     */
    public static Axes labelled(String... labels) {
        List<String> letters = Arrays.stream(labels).map(Axes::letter).toList();
        for (String known : List.of("X", "Y", "C", "Z", "T")) {
            if (letters.indexOf(known) < letters.lastIndexOf(known)) {
                throw new IllegalArgumentException(
                        "The axes %s must have each of X, Y, Channel, Z, Time at most once."
                                .formatted(Arrays.toString(labels)));
            }
        }
        return new Axes(
                letters.indexOf("X"),
                letters.indexOf("Y"),
                letters.indexOf("C"),
                letters.indexOf("Z"),
                letters.indexOf("T"));
    }

    private static String letter(String label) {
        String upper = label.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "CHANNEL" -> "C";
            case "TIME" -> "T";
            default -> upper;
        };
    }
}
