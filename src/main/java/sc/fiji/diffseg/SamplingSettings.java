package sc.fiji.diffseg;

/**
 * How masks are drawn from a diffusion model.
 *
 * @param seed master seed of all noise
 * @param samples number of masks drawn per plane; 0 for the model's own default, which must be
 *     filled in before anything is drawn
 * @param sampler name of the sampling mode, as the model's family defines it; empty for the model's
 *     own default
 * @param steps number of denoising steps, at least 1; 0 for the model's own default
 * @param threshold a pixel is foreground if its probability is strictly greater
 * @param precision arithmetic of the networks
 */
public record SamplingSettings(
        long seed, int samples, String sampler, int steps, double threshold, Precision precision) {

    /** One sample, the model's own sampler, foreground above one half, precision by device. */
    public static final SamplingSettings DEFAULT =
            new SamplingSettings(0, 1, "", 0, 0.5, Precision.AUTO);

    /** Everything as the model was made for, number of samples and all. */
    public static final SamplingSettings MODEL = DEFAULT.withSamples(0);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value lies outside its range
     */
    public SamplingSettings {
        if (samples < 0) {
            throw new IllegalArgumentException(
                    "The number of samples must be at least 1, or 0 for the model's own, but is "
                            + samples
                            + ".");
        }
        if (steps < 0) {
            throw new IllegalArgumentException(
                    "The number of denoising steps must not be negative, but is " + steps + ".");
        }
        if (!(threshold >= 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "The threshold must be at least 0 and below 1, but is " + threshold + ".");
        }
    }

    /** These settings with another seed. */
    public SamplingSettings withSeed(long newSeed) {
        return new SamplingSettings(newSeed, samples, sampler, steps, threshold, precision);
    }

    /** These settings with another number of samples. */
    public SamplingSettings withSamples(int newSamples) {
        return new SamplingSettings(seed, newSamples, sampler, steps, threshold, precision);
    }

    /** These settings with another sampling mode. */
    public SamplingSettings withSampler(String newSampler) {
        return new SamplingSettings(seed, samples, newSampler, steps, threshold, precision);
    }

    /** These settings with another number of denoising steps. */
    public SamplingSettings withSteps(int newSteps) {
        return new SamplingSettings(seed, samples, sampler, newSteps, threshold, precision);
    }

    /** These settings with another threshold. */
    public SamplingSettings withThreshold(double newThreshold) {
        return new SamplingSettings(seed, samples, sampler, steps, newThreshold, precision);
    }

    /** These settings with another precision. */
    public SamplingSettings withPrecision(Precision newPrecision) {
        return new SamplingSettings(seed, samples, sampler, steps, threshold, newPrecision);
    }
}
