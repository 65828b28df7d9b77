package sc.fiji.diffseg.diffusion;

/**
 * What noise belongs to, besides the master seed and the number of the sample.
 *
 * <p>Keys follow the content, not the order of work: the same plane and tile get the same noise
 * whatever the batch size, the tile order, the device or the number of machines.
 *
 * @param plane index of the plane in its image
 * @param tile index of the tile in its plane, in row-major order
 */
public record NoiseKey(long plane, long tile) {}
