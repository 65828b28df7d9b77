package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import sc.fiji.diffseg.diffusion.NoiseGenerator;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.Tensors;

/** Standard normal noise as tensors. */
public final class NoiseTensors {

    private NoiseTensors() {}

    /**
     * Noise for sampling.
     *
     * @param keys what the noise of each image belongs to, N of them
     * @param first number of the first sample
     * @param samples samples per image, k
     * @param shape of one sample, without the batch
     * @return (N·k, shape), all samples of an image next to each other
     */
    public static NDArray gaussians(
            NDManager manager,
            List<NoiseKey> keys,
            long seed,
            int first,
            int samples,
            long... shape) {
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        return Tensors.filled(
                manager,
                buffer -> {
                    for (NoiseKey key : keys) {
                        for (int sample = first; sample < first + samples; sample++) {
                            buffer.put(NoiseGenerator.gaussians(seed, key, sample, count));
                        }
                    }
                },
                LongStream.concat(LongStream.of((long) keys.size() * samples), Arrays.stream(shape))
                        .toArray());
    }

    /**
     * Noise of a training step.
     *
     * @param seed of the step's batch
     * @param use tells the uses within one step apart
     */
    public static NDArray ofStep(NDManager manager, long seed, int use, long... shape) {
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        float[] values = NoiseGenerator.gaussians(seed, new NoiseKey(0, use), 0, count);
        return Tensors.of(manager, values, shape);
    }
}
