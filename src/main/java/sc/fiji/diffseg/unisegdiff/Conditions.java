package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * What the denoiser is told of images, computed once for each.
 *
 * @param features CF_1 to CF_5, finest first
 * @param logits the feature network's own mask (N,1,H,W)
 */
record Conditions(List<NDArray> features, NDArray logits) {

    NDManager manager() {
        return logits.getManager();
    }

    /** Every image's rows so many times one after the other. */
    Conditions repeated(int times, NDManager scope) {
        return new Conditions(
                features.stream().map(feature -> repeat(feature, times, scope)).toList(),
                repeat(logits, times, scope));
    }

    static NDArray repeat(NDArray array, int times, NDManager scope) {
        if (times == 1) {
            return array;
        }
        NDArray repeated = array.repeat(0, times);
        repeated.attach(scope);
        return repeated;
    }
}
