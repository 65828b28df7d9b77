package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import sc.fiji.diffseg.diffusion.Mixture;
import sc.fiji.diffseg.diffusion.NoiseSchedule;
import sc.fiji.diffseg.engine.Tensors;

/**
 * Masks as the denoiser is given them to learn from.
 *
 * @param masks (N,1,H,W), -1 background and 1 foreground before the noise
 * @param noise what leads from these back to the true masks: the noise that was added, and where a
 *     noisy mask was made from an estimate, the estimate's mistakes besides
 */
record NoisyMasks(NDArray masks, NDArray noise) {

    /**
     * Noises masks, each to its level.
     *
     * @param truth (N,1,H,W), 0 or 1
     * @param logits (N,1,H,W), the feature network's estimate
     * @param noise (N,1,H,W)
     */
    static NoisyMasks of(
            TimestepDraw draw,
            NDArray truth,
            NDArray logits,
            NDArray noise,
            NoiseSchedule schedule) {
        int count = draw.levels().length;
        float[] ofClean = new float[count];
        float[] ofNoise = new float[count];
        float[] ofMistakes = new float[count];
        float[] estimated = new float[count];
        boolean any = false;
        for (int i = 0; i < count; i++) {
            Mixture mixture = schedule.noisy(draw.levels()[i]);
            ofClean[i] = (float) mixture.ofClean();
            ofNoise[i] = (float) mixture.ofNoise();
            if (draw.estimated()[i]) {
                any = true;
                estimated[i] = 1;
                ofMistakes[i] = (float) (mixture.ofClean() / mixture.ofNoise());
            }
        }
        NDManager manager = truth.getManager();
        NDArray clean = Tensors.times(truth, 2).sub(1);
        NDArray target = noise;
        if (any) {
            NDArray estimate = NetworkBranches.clean(logits.stopGradient());
            NDArray mistakes = estimate.sub(clean).mul(perImage(manager, estimated));
            clean = clean.add(mistakes);
            target = noise.add(mistakes.mul(perImage(manager, ofMistakes)));
        }
        NDArray noisy =
                clean.mul(perImage(manager, ofClean)).add(noise.mul(perImage(manager, ofNoise)));
        return new NoisyMasks(noisy, target);
    }

    private static NDArray perImage(NDManager manager, float[] values) {
        return Tensors.of(manager, values, values.length, 1, 1, 1);
    }
}
