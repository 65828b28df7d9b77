package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;

/** The two branches of a denoiser, conditioned on some images. */
interface Branches {

    /**
     * What a denoiser says of noisy masks.
     *
     * @param mask the clean masks in [-1,1], null if they were not asked for
     * @param noise the noise epsilon, null if it was not asked for
     */
    record Output(NDArray mask, NDArray noise) {}

    /**
     * Evaluates the denoiser once; a branch that is not asked for is not computed.
     *
     * @param noisy (N,1,H,W), not closed; the output belongs to its manager
     * @param timestep that the denoiser is told
     */
    Output evaluate(NDArray noisy, int timestep, boolean mask, boolean noise);
}
