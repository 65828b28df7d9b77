package sc.fiji.diffseg.diffusion;

/**
 * One deterministic denoising step (DDIM, eta 0) from a timestep to an earlier one:
 *
 * <pre>
 *   x0      = clean(z_t, output), clamped if wanted
 *   epsilon = noise(z_t, output)
 *   z_previous = next(x0, epsilon)
 * </pre>
 *
 * As in the published scheduler, clamping x0 leaves epsilon as it is: the direction of the noise
 * still belongs to the unclamped estimate. Where {@code next.ofNoise()} is 0, as in the step to
 * {@link NoiseSchedule#CLEAN}, epsilon need not be computed.
 *
 * @param timestep timestep of the latent that the network sees
 * @param previous timestep that the step leads to, {@link NoiseSchedule#CLEAN} for a result without
 *     noise
 * @param clean estimate of x0, before any clamp
 * @param noise estimate of epsilon
 * @param next what to mix the latent of {@code previous} from
 */
public record DdimStep(
        int timestep, int previous, Combination clean, Combination noise, Mixture next) {

    /** The clamp limit that changes nothing. */
    public static final double NO_CLAMP = Double.POSITIVE_INFINITY;

    /**
     * The step between any two timesteps.
     *
     * @param timestep timestep of the latent that the network sees, from 0
     * @param previous timestep that the step leads to, below {@code timestep}, or {@link
     *     NoiseSchedule#CLEAN}
     * @throws IllegalArgumentException if a timestep does not exist, or the step does not lead to
     *     an earlier one
     */
    public static DdimStep between(
            NoiseSchedule schedule, Parameterization parameterization, int timestep, int previous) {
        if (previous >= timestep) {
            throw new IllegalArgumentException(
                    "A denoising step must lead to an earlier timestep, but leads from "
                            + timestep
                            + " to "
                            + previous
                            + ".");
        }
        return new DdimStep(
                timestep,
                previous,
                parameterization.clean(schedule, timestep),
                parameterization.noise(schedule, timestep),
                schedule.noisy(previous));
    }

    /**
     * Estimates x0.
     *
     * @param noisy the latent z_t
     * @param output the network's output for it, of the same length
     * @param limit estimates are clamped to [-limit, limit]; {@link #NO_CLAMP} for none
     * @return a new array
     */
    public double[] estimateClean(double[] noisy, double[] output, double limit) {
        double[] estimate = new double[noisy.length];
        for (int i = 0; i < noisy.length; i++) {
            estimate[i] = clamp(clean.apply(noisy[i], output[i]), limit);
        }
        return estimate;
    }

    /**
     * Computes the latent of the previous timestep.
     *
     * @param noisy the latent z_t
     * @param output the network's output for it, of the same length
     * @param limit x0 is clamped to [-limit, limit]; {@link #NO_CLAMP} for none
     * @return a new array
     */
    public double[] apply(double[] noisy, double[] output, double limit) {
        double[] result = new double[noisy.length];
        for (int i = 0; i < noisy.length; i++) {
            double x0 = clamp(clean.apply(noisy[i], output[i]), limit);
            result[i] = next.apply(x0, noise.apply(noisy[i], output[i]));
        }
        return result;
    }

    private static double clamp(double value, double limit) {
        return Math.max(-limit, Math.min(limit, value));
    }
}
