package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What a model says of a batch of N images; the arrays belong to the images' manager.
 *
 * @param probability mean over all samples (N,1,H,W), in [0,1]
 * @param samples the probability of every sample, each (N,1,H,W), in order; for a single sample its
 *     one element is {@code probability} itself
 */
public record Prediction(NDArray probability, List<NDArray> samples) {}
