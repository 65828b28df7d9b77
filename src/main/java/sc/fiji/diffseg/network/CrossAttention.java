package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;

/** Multi-headed attention of one feature map to another of the same size, added to the first. */
public final class CrossAttention extends Layer {

    private final int heads;
    private final int side;

    /**
     * Makes the layer.
     *
     * @param channels of both maps, a multiple of 32 and of {@code heads}
     * @param side longest side of the keys and values, in positions
     */
    public CrossAttention(int channels, int heads, int side) {
        this.heads = heads;
        this.side = side;
        declareAffine("norm_query", channels);
        declareAffine("norm_key", channels);
        declareAffine("query", channels, channels, 1);
        declareAffine("key_value", 2L * channels, channels, 1);
        declareZero("proj_out", channels, channels, 1);
    }

    /** Runs the layer on the map that asks and the map that answers, both (N, channels, H, W). */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return pass.operators()
                .crossAttention(
                        inputs[0],
                        inputs[1],
                        weights(),
                        TimeResidualBlock.EPSILON,
                        heads,
                        side,
                        pass.recorded());
    }
}
