package sc.fiji.diffseg.diffusion;

import java.nio.FloatBuffer;

/**
 * Standard normal noise that depends only on (master seed, plane, tile, sample): the same floats,
 * bit for bit, on every machine and Java version, in whatever order and batches they are asked for.
 *
 * <p>The JDK's own Gaussians do not promise that: {@code SplittableRandom.nextGaussian} may change
 * its algorithm with any release. So the random bits are Philox4x64-10 with key (seed, 0) and
 * counter (index of the block of four values, plane, tile, sample), which keeps all streams apart
 * by construction, and they become Gaussians by the Box-Muller transform in {@link StrictMath},
 * whose results are specified to the last bit. A stored checksum in the tests guards the sequence.
 */
public final class NoiseGenerator {

    /** Values made from one Philox counter. */
    private static final int BLOCK = 4;

    private static final double TO_UNIT = 0x1p-53;

    private NoiseGenerator() {}

    /**
     * The first values of a stream. A longer request begins with the values of a shorter one.
     *
     * @param seed master seed
     * @param key what the noise belongs to
     * @param sample index of the mask drawn from that plane and tile, from 0
     * @param count number of values
     * @throws IllegalArgumentException if {@code sample} or {@code count} is negative
     */
    public static float[] gaussians(long seed, NoiseKey key, int sample, int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "The number of noise values must not be negative, but is " + count + ".");
        }
        float[] values = new float[count];
        fill(seed, key, sample, FloatBuffer.wrap(values));
        return values;
    }

    /**
     * Puts the first values of a stream into a buffer, from its position to its limit.
     *
     * @param seed master seed
     * @param key what the noise belongs to
     * @param sample index of the mask drawn from that plane and tile, from 0
     * @throws IllegalArgumentException if {@code sample} is negative
     */
    public static void fill(long seed, NoiseKey key, int sample, FloatBuffer target) {
        if (sample < 0) {
            throw new IllegalArgumentException(
                    "The index of a sample must not be negative, but is " + sample + ".");
        }
        long[] bits = new long[BLOCK];
        float[] values = new float[BLOCK];
        for (long block = 0; target.hasRemaining(); block++) {
            bits[0] = block;
            bits[1] = key.plane();
            bits[2] = key.tile();
            bits[3] = sample;
            Philox.scramble(seed, 0, bits);
            for (int i = 0; i < BLOCK; i += 2) {
                // Never 0, so that the logarithm is finite.
                double radiusUnit = ((bits[i] >>> 11) + 1) * TO_UNIT;
                double angle = 2 * Math.PI * ((bits[i + 1] >>> 11) * TO_UNIT);
                double radius = StrictMath.sqrt(-2 * StrictMath.log(radiusUnit));
                values[i] = (float) (radius * StrictMath.cos(angle));
                values[i + 1] = (float) (radius * StrictMath.sin(angle));
            }
            target.put(values, 0, Math.min(BLOCK, target.remaining()));
        }
    }
}
