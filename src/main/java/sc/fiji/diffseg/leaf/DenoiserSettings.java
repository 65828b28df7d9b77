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
 * @param warmEncoder whether the image encoder is trained as a segmenter first, in a stage of its
 *     own; our own addition, false in the paper
 * @param learnDecoder whether the autoencoder's decoder learns too, from the soft-Dice term, and
 *     predicts with its running average; its encoder, and so the latents, stay as they are; our own
 *     addition, false in the paper
 * @param alignmentWeight weight lambda of the feature alignment (Eq. 6), 0 for none; the paper's
 *     best are 0.25 to 1.25 by data set, the published code's default is 1
 * @param alignmentNormalization what lambda is relative to; {@code published} is what the paper's
 *     values were found with: at a batch of 4 it is {@code plain} with a quarter of the weight
 * @param alignmentBlock number of the denoiser's input block whose output is aligned; 0 for the
 *     first one of which a position covers 16 pixels of the image, or as nearly as there is: block
 *     3 at the published size, 16×16 positions at 256×256 pixels
 * @param projectorWidth channels between the projector's layers; published 2048
 * @param teacher safetensors file or PyTorch checkpoint of the DINOv2 to align with, or the folder
 *     of an imported one; empty for no alignment
 */
public record DenoiserSettings(
        double diceWeight,
        int diceFrom,
        double inferenceShare,
        boolean averageImageEncoder,
        boolean warmEncoder,
        boolean learnDecoder,
        double alignmentWeight,
        AlignmentNormalization alignmentNormalization,
        int alignmentBlock,
        int projectorWidth,
        String teacher) {

    /** LEAF as published. */
    public static final DenoiserSettings PAPER =
            new DenoiserSettings(
                    0,
                    500,
                    0,
                    false,
                    false,
                    false,
                    1,
                    AlignmentNormalization.PUBLISHED,
                    0,
                    2048,
                    "");

    /**
     * Makes sure that what is to learn is taught.
     *
     * @throws IllegalArgumentException in one sentence, if it is not
     */
    void requireTeaching() {
        require(
                !learnDecoder || diceWeight > 0,
                "with learn_decoder, dice_weight must be above 0, as only that term teaches the"
                        + " decoder");
    }

    /**
     * Makes sure that the alignment's settings make sense for a denoiser.
     *
     * @throws IllegalArgumentException in one sentence, if one does not
     */
    void requireAlignment(UNetSize unet) {
        require(
                alignmentWeight >= 0 && alignmentWeight < Double.POSITIVE_INFINITY,
                "alignment_weight must be at least 0");
        require(
                alignmentNormalization != null,
                "alignment_normalization is neither plain nor published");
        int last = unet.inputBlocks().size() - 1;
        require(
                alignmentBlock >= 0 && alignmentBlock <= last,
                "alignment_block must lie between 1 and " + last + ", or be 0 for the usual one");
        require(projectorWidth >= 1, "projector_width must be at least 1");
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException("LEAF cannot be trained so: " + fault + ".");
        }
    }
}
