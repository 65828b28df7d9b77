package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import sc.fiji.diffseg.network.SoftDice;

/**
 * The losses of Eq. 1, one value per image: soft Dice and cross-entropy of mask logits, and mean
 * squared error of the noise.
 *
 * @param dice (N)
 * @param crossEntropy (N), mean over the pixels
 */
record MaskLosses(NDArray dice, NDArray crossEntropy) {

    /**
     * The losses of mask logits.
     *
     * @param logits (N,1,H,W)
     * @param masks (N,1,H,W), 0 or 1
     */
    static MaskLosses of(NDArray logits, NDArray masks) {
        NDArray flat = perImage(logits);
        NDArray truth = perImage(masks);
        NDArray probabilities = Activation.sigmoid(flat);
        // -y·log p - (1-y)·log(1-p), which does not overflow.
        NDArray crossEntropy = Activation.softPlus(flat).sub(flat.mul(truth));
        return new MaskLosses(
                SoftDice.losses(probabilities, truth), crossEntropy.mean(new int[] {1}));
    }

    /** Mean squared error of predicted noise, per image (N). */
    static NDArray noise(NDArray predicted, NDArray truth) {
        return perImage(predicted).sub(perImage(truth)).square().mean(new int[] {1});
    }

    private static NDArray perImage(NDArray values) {
        long images = values.getShape().get(0);
        return values.reshape(images, values.getShape().size() / images);
    }
}
