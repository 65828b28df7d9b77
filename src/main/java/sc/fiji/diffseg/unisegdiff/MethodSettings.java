package sc.fiji.diffseg.unisegdiff;

/**
 * How UniSegDiff learns, besides what a model must remember. The defaults are the paper's.
 *
 * @param pretrained whether the feature network is trained first and then frozen; otherwise both
 *     networks learn together from the start
 * @param averageWeights whether the networks predict with the running average of their weights; the
 *     paper is silent
 * @param estimatedShare share of the images, from 0 to 1, whose noisy masks below the rapid stage
 *     are made from the feature network's estimate instead of the truth, as they are in sampling;
 *     our own addition, 0 in the paper. Trained on the truth alone, the denoiser learns to believe
 *     what a noisy mask still shows, and passes the first estimate's mistakes on and enlarges them
 */
record MethodSettings(boolean pretrained, boolean averageWeights, double estimatedShare) {

    static final MethodSettings PAPER = new MethodSettings(true, false, 0);

    MethodSettings {
        if (!(estimatedShare >= 0 && estimatedShare <= 1)) {
            throw new IllegalArgumentException(
                    "UniSegDiff cannot be trained so: estimated_share must lie between 0 and 1.");
        }
    }
}
