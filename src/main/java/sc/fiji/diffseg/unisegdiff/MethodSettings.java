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

    /**
     * Makes sure that the settings make sense for a model.
     *
     * @throws IllegalArgumentException in one sentence, if one does not
     */
    void requireFor(UniSegDiffSettings settings) {
        require(
                estimatedShare >= 0 && estimatedShare <= 1,
                "estimated_share must lie between 0 and 1");
        require(
                estimatedShare == 0 || settings.schedule() == Schedule.STAGED,
                "estimated_share is for staged training, so schedule must be staged");
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException("UniSegDiff cannot be trained so: " + fault + ".");
        }
    }
}
