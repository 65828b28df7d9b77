package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import sc.fiji.diffseg.engine.Tensors;

/** Dice of probabilities, as a loss. */
public final class SoftDice {

    private static final float SMOOTHING = 1e-5f;

    private SoftDice() {}

    /**
     * One minus the soft Dice of every image: {@code 1 - (2·sum(p·y) + s) / (sum(p) + sum(y) + s)}
     * with a smoothing s of 1e-5, so that two empty masks agree.
     *
     * @param probabilities (N, pixels)
     * @param masks (N, pixels), 0 or 1
     * @return (N)
     */
    public static NDArray losses(NDArray probabilities, NDArray masks) {
        int[] pixels = {1};
        NDArray overlap = Tensors.times(probabilities.mul(masks).sum(pixels), 2).add(SMOOTHING);
        NDArray sizes = probabilities.sum(pixels).add(masks.sum(pixels)).add(SMOOTHING);
        return overlap.div(sizes).neg().add(1);
    }
}
