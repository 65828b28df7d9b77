package sc.fiji.diffseg.image;

/**
 * What was done to the values of a plane: v became (v - min) / (max - min), clipped to [0,1].
 *
 * <p>Where {@code min} equals {@code max}, values up to it became 0 and values above it 1.
 *
 * @param rule where the interval came from, in words
 * @param min value that became 0
 * @param max value that became 1, not below {@code min}
 */
public record ScalingUsed(String rule, double min, double max) {

    /** The scaled plane. */
    public Plane apply(Plane plane) {
        return plane.map(plane.width(), plane.height(), this::apply);
    }

    private float[] apply(float[] values) {
        float[] out = new float[values.length];
        double range = max - min;
        for (int i = 0; i < values.length; i++) {
            double v = values[i] - min;
            // The order of the tests keeps a constant plane from dividing zero by zero.
            out[i] = v <= 0 ? 0f : v >= range ? 1f : (float) (v / range);
        }
        return out;
    }
}
