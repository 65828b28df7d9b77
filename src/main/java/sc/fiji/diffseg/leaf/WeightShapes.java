package sc.fiji.diffseg.leaf;

import java.io.IOException;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * What the names and shapes of weights tell of a network's sizes. The weights may be anybody's:
 * whatever they are, the sizes stay within bounds that do no harm.
 */
record WeightShapes(TensorSource source) {

    private static final int MOST_CHANNELS = 1 << 20;

    boolean has(String name) {
        return source.names().contains(name);
    }

    /**
     * One length of a tensor.
     *
     * @param other the length where there is no such tensor or axis
     * @return at least 1
     */
    int length(String name, int axis, int other) throws IOException {
        if (!has(name)) {
            return other;
        }
        long[] shape = source.shape(name);
        return axis < shape.length
                ? (int) Math.min(MOST_CHANNELS, Math.max(1, shape[axis]))
                : other;
    }

    /**
     * How many members a numbered list has, to the last that has a tensor.
     *
     * @param before what comes before the number, such as {@code encoder.down.}
     * @param most no more than these are counted
     * @return at least 1
     */
    int count(String before, int most) {
        int count = 1;
        for (String name : source.names()) {
            if (name.startsWith(before)) {
                String number = name.substring(before.length()).split("\\.", 2)[0];
                if (number.matches("\\d{1,3}")) {
                    count = Math.max(count, 1 + Integer.parseInt(number));
                }
            }
        }
        return Math.min(most, count);
    }
}
