package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;

/**
 * Multi-headed self-attention over all positions, added to the input: the denoiser's. Queries, keys
 * and values lie together per head ("legacy" order of the published code).
 */
public final class HeadAttention extends Layer {

    private final int heads;

    /**
     * Makes the layer.
     *
     * @param channels a multiple of 32 and of {@code heads}
     */
    public HeadAttention(int channels, int heads) {
        this.heads = heads;
        declareAffine("norm", channels);
        declareAffine("qkv", 3L * channels, channels, 1);
        declareZero("proj_out", channels, channels, 1);
    }

    /** Runs the layer on (N, channels, H, W). */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return pass.operators()
                .headAttention(
                        inputs[0], weights(), TimeResidualBlock.EPSILON, heads, pass.recorded());
    }
}
