package sc.fiji.diffseg.unisegdiff;

/**
 * How UniSegDiff learns, besides what a model must remember. The defaults are the paper's.
 *
 * @param pretrained whether the feature network is trained first and then frozen; otherwise both
 *     networks learn together from the start
 * @param averageWeights whether the networks predict with the running average of their weights; the
 *     paper is silent
 */
record MethodSettings(boolean pretrained, boolean averageWeights) {

    static final MethodSettings PAPER = new MethodSettings(true, false);
}
