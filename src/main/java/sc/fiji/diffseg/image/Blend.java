package sc.fiji.diffseg.image;

import java.util.BitSet;

/**
 * Puts the predictions for the tiles of one plane together.
 *
 * <p>Tiles may come in any order and from any thread; the result is the same to the last bit,
 * because the weighted values are summed as multiples of 2^-40. Memory is eight bytes per framed
 * pixel, however many tiles there are.
 */
public final class Blend {

    private static final double UNIT = 0x1p40;
    private static final float LIMIT = 0x1p20f;

    private final Framing framing;
    private final long[] sums;
    private final BitSet added;

    Blend(Framing framing) {
        this.framing = framing;
        this.sums = new long[Math.multiplyExact(framing.framedWidth(), framing.framedHeight())];
        this.added = new BitSet(framing.tiles());
    }

    /**
     * Adds the prediction for a tile.
     *
     * @param tile from 0 to {@code tiles() - 1}, each once
     * @param values {@code inputHeight * inputWidth} finite values below 2^20 in size, row-major
     * @throws IllegalArgumentException if the number of values is wrong or one is not allowed
     * @throws IllegalStateException if the tile was added before
     */
    public synchronized void add(int tile, float[] values) {
        int width = framing.inputWidth();
        int height = framing.inputHeight();
        check(tile, values, width * height);
        double[] across = framing.columns().weights(tile % framing.columns().tiles());
        double[] down = framing.rows().weights(tile / framing.columns().tiles());
        int fromX = Math.max(0, -framing.left(tile));
        int toX = Math.min(width, framing.framedWidth() - framing.left(tile));
        int fromY = Math.max(0, -framing.top(tile));
        int toY = Math.min(height, framing.framedHeight() - framing.top(tile));
        for (int y = fromY; y < toY; y++) {
            int row = (framing.top(tile) + y) * framing.framedWidth() + framing.left(tile);
            double weight = down[y] * UNIT;
            for (int x = fromX; x < toX; x++) {
                sums[row + x] += Math.round(across[x] * weight * values[y * width + x]);
            }
        }
        added.set(tile);
    }

    private void check(int tile, float[] values, int expected) {
        if (values.length != expected) {
            throw new IllegalArgumentException(
                    "The prediction for tile %d needs %d values, but has %d."
                            .formatted(tile, expected, values.length));
        }
        if (tile < 0 || tile >= framing.tiles()) {
            throw new IllegalArgumentException(
                    "There is no tile %d among %d.".formatted(tile, framing.tiles()));
        }
        if (added.get(tile)) {
            throw new IllegalStateException("Tile %d was blended before.".formatted(tile));
        }
        for (float v : values) {
            if (!(Math.abs(v) < LIMIT)) {
                throw new IllegalArgumentException(
                        ("The prediction for tile %d contains the value %s: the model's weights or"
                                        + " its input are not usable.")
                                .formatted(tile, v));
            }
        }
    }

    /**
     * The blended map at the size of the plane.
     *
     * @return {@code planeHeight * planeWidth} values, row-major
     * @throws IllegalStateException if a tile is missing
     */
    public synchronized float[] finish() {
        int missing = added.nextClearBit(0);
        if (missing < framing.tiles()) {
            throw new IllegalStateException(
                    "Tile %d of %d was not predicted.".formatted(missing, framing.tiles()));
        }
        float[] out = new float[sums.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (sums[i] / UNIT);
        }
        return framing.unframe(out);
    }
}
