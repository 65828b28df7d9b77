package sc.fiji.diffseg.diffusion;

/**
 * A stage of UniSegDiff's training and sampling (UniSegDiff section 2.2), with the weights of Eq. 1
 * in it.
 */
public enum Stage {
    /** The noisiest timesteps: mostly the mask is predicted. */
    RAPID(1, 3),
    /** The middle ones: noise and mask count the same. */
    PROBABILISTIC(1, 1),
    /** The least noisy ones: mostly the noise is predicted. */
    REFINEMENT(3, 1);

    private final double noiseWeight;
    private final double maskWeight;

    Stage(double noiseWeight, double maskWeight) {
        this.noiseWeight = noiseWeight;
        this.maskWeight = maskWeight;
    }

    /** Weight alpha of the noise loss. */
    public double noiseWeight() {
        return noiseWeight;
    }

    /** Weight beta of the mask loss (Dice and cross-entropy). */
    public double maskWeight() {
        return maskWeight;
    }
}
