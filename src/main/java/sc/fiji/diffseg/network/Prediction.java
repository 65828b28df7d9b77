package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import java.util.List;
import sc.fiji.diffseg.engine.Tensors;

/**
 * What a model says of a batch of N images; the arrays belong to the images' manager.
 *
 * @param probability mean over all samples (N,1,H,W), in [0,1]
 * @param samples the probability of every sample, each (N,1,H,W), in order; for a single sample its
 *     one element is {@code probability} itself
 */
public record Prediction(NDArray probability, List<NDArray> samples) {

    /**
     * The prediction of some samples: their mean is the probability, in the first one's manager.
     *
     * @param samples at least one
     */
    public static Prediction of(List<NDArray> samples) {
        NDArray first = samples.get(0);
        if (samples.size() == 1) {
            return new Prediction(first, samples);
        }
        try (NDArray sum = first.duplicate()) {
            samples.subList(1, samples.size()).forEach(sum::addi);
            return new Prediction(Tensors.times(sum, 1.0 / samples.size()), samples);
        }
    }
}
