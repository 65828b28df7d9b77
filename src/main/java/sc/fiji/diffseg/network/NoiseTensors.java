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
     * Noise of a training step; an image has the same in a part of a batch as in the whole.
     *
     * @param use tells the uses within one step apart
     * @param shape its first length is the number of the batch's images, or a multiple k of it: k
     *     times all images, one after another
     */
    public static NDArray ofStep(NDManager manager, TrainingBatch batch, int use, long... shape) {
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        int times = Math.toIntExact(shape[0] / batch.count());
        int ofImages = count / times;
        int ofWhole = ofImages / batch.count() * batch.whole();
        float[] values =
                NoiseGenerator.gaussians(batch.seed(), new NoiseKey(0, use), 0, times * ofWhole);
        int begin = ofImages / batch.count() * batch.first();
        return Tensors.filled(
                manager,
                buffer -> {
                    for (int i = 0; i < times; i++) {
                        buffer.put(values, i * ofWhole + begin, ofImages);
                    }
                },
                shape);
    }
}
