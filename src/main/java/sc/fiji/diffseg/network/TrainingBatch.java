package sc.fiji.diffseg.network;

/**
 * Images with their masks, as a training step sees them.
 *
 * @param count number of images, N
 * @param height height of every image
 * @param width width of every image
 * @param images (N,3,height,width) in [0,1], row-major
 * @param masks (N,1,height,width), 1 foreground and 0 background, row-major
 * @param seed from which everything random in this step is drawn
 */
public record TrainingBatch(
        int count, int height, int width, float[] images, float[] masks, long seed) {}
