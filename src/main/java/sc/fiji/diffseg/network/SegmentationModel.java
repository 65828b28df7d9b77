package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import java.util.List;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Fusion;

/**
 * Networks that segment batches of images. What a model says of itself stands in the {@link
 * sc.fiji.diffseg.model.ModelDescription} of its folder. Not safe for use by several threads at
 * once.
 */
public interface SegmentationModel extends AutoCloseable {

    /** The device it runs on. */
    TorchEngine engine();

    /** What the width and height of every image must be a multiple of. */
    int divisor();

    /**
     * Makes sure that this model can sample as asked.
     *
     * @throws IllegalArgumentException in one sentence, if it cannot
     */
    void check(SamplingSettings settings);

    /**
     * Segments a batch.
     *
     * @param images (N,3,H,W) in [0,1], on this model's device; not closed
     * @param keys what the noise of each image belongs to, N of them
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    Prediction predict(
            NDArray images, List<NoiseKey> keys, SamplingSettings settings, Progress progress);

    /**
     * Memory that {@link #predict} needs at its peak besides the weights, estimated from above.
     *
     * @param width width of the images
     * @param height height of the images
     * @return bytes per image of a batch
     */
    long bytesPerImage(int width, int height);

    /** How several samples become one, unless the user chooses otherwise. */
    default Fusion fusion() {
        return Fusion.MEAN;
    }

    /** Frees the weights. */
    @Override
    void close();
}
