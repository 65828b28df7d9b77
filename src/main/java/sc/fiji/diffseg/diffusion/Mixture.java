package sc.fiji.diffseg.diffusion;

/**
 * A quantity computed as {@code ofClean * x0 + ofNoise * epsilon}, element by element.
 *
 * @param ofClean factor of the clean latent x0
 * @param ofNoise factor of the noise epsilon
 */
public record Mixture(double ofClean, double ofNoise) {

    /** The value for one element. */
    public double apply(double clean, double noise) {
        return ofClean * clean + ofNoise * noise;
    }
}
