package sc.fiji.diffseg.segment;

import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.fusion.Performance;

/**
 * What a model says of one plane; all maps are row-major and of the plane's size.
 *
 * @param probability mean over all samples, or what {@link PlaneFusion} made of them, in [0,1]
 * @param deviation standard deviation over the samples, in [0,0.5]: the uncertainty; empty for one
 *     sample
 * @param samples the probability of every sample
 * @param performances how well each sample's mask agrees with the consensus; empty unless masks
 *     were fused
 */
public record PlanePrediction(
        float[] probability,
        Optional<float[]> deviation,
        List<float[]> samples,
        List<Performance> performances) {

    /** Summarises the samples by their mean. */
    static PlanePrediction of(List<float[]> samples) {
        if (samples.size() == 1) {
            return new PlanePrediction(samples.get(0), Optional.empty(), samples, List.of());
        }
        int size = samples.get(0).length;
        float[] mean = new float[size];
        float[] deviation = new float[size];
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (float[] sample : samples) {
                sum += sample[i];
            }
            double average = sum / samples.size();
            double squares = 0;
            for (float[] sample : samples) {
                squares += (sample[i] - average) * (sample[i] - average);
            }
            mean[i] = (float) average;
            deviation[i] = (float) Math.sqrt(squares / samples.size());
        }
        return new PlanePrediction(mean, Optional.of(deviation), samples, List.of());
    }
}
