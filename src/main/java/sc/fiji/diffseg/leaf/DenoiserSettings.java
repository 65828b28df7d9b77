package sc.fiji.diffseg.leaf;

/**
 * How LEAF's second stage learns. The defaults are the paper's.
 *
 * @param diceWeight weight of a soft-Dice term on the decoded mask; our own addition, 0 in the
 *     paper
 * @param diceFrom smallest timestep at which that term counts: at lower ones the noisy latent shows
 *     the mask anyway
 * @param inferenceShare share of the images that are noised to the last timestep, where single-step
 *     inference happens; the others get a timestep at random; our own addition, 0 in the paper
 * @param averageImageEncoder whether the image encoder predicts with its running average too; our
 *     own addition, false in the paper
 */
public record DenoiserSettings(
        double diceWeight, int diceFrom, double inferenceShare, boolean averageImageEncoder) {

    /** LEAF as published. */
    public static final DenoiserSettings PAPER = new DenoiserSettings(0, 500, 0, false);
}
