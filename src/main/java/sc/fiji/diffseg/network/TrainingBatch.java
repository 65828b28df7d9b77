package sc.fiji.diffseg.network;

import java.util.Arrays;

/**
 * Images with their masks, as a training step sees them: a whole batch, or a part of one whose
 * gradients are added to those of the other parts. Noise and timesteps of an image are the same
 * either way.
 *
 * @param count number of images, N
 * @param height height of every image
 * @param width width of every image
 * @param images (N,3,height,width) in [0,1], row-major
 * @param masks (N,1,height,width), 1 foreground and 0 background, row-major
 * @param seed from which everything random in this step is drawn
 * @param first place of the first of these images in the whole batch, from 0
 * @param whole number of images in the whole batch, at least {@code first + count}
 */
public record TrainingBatch(
        int count,
        int height,
        int width,
        float[] images,
        float[] masks,
        long seed,
        int first,
        int whole) {

    /** A whole batch. */
    public TrainingBatch(
            int count, int height, int width, float[] images, float[] masks, long seed) {
        this(count, height, width, images, masks, seed, 0, count);
    }

    /**
     * Some of these images, one after another.
     *
     * @param from index of the first, from 0
     * @param to index after the last, at most {@code count}
     */
    public TrainingBatch part(int from, int to) {
        int area = height * width;
        return new TrainingBatch(
                to - from,
                height,
                width,
                Arrays.copyOfRange(images, from * 3 * area, to * 3 * area),
                Arrays.copyOfRange(masks, from * area, to * area),
                seed,
                first + from,
                whole);
    }
}
