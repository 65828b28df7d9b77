package sc.fiji.diffseg.diffusion;

/**
 * A quantity computed as {@code ofNoisy * z_t + ofOutput * output}, element by element.
 *
 * @param ofNoisy factor of the noisy latent z_t that went into the network
 * @param ofOutput factor of what came out of the network
 */
public record Combination(double ofNoisy, double ofOutput) {

    /** The value for one element. */
    public double apply(double noisy, double output) {
        return ofNoisy * noisy + ofOutput * output;
    }
}
