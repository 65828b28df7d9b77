package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;

/**
 * Residual block of the denoiser, its second norm scaled and shifted by the time embedding ({@code
 * use_scale_shift_norm}), optionally halving or doubling the image ({@code resblock_updown}).
 */
public final class TimeResidualBlock extends Layer {

    /** Epsilon of every group norm of the denoiser. */
    public static final double EPSILON = 1e-5;

    private final double dropout;
    private final int resample;

    /**
     * Makes a block.
     *
     * @param in channels of the input, a multiple of 32
     * @param out channels of the output, a multiple of 32
     * @param embedding width of the time embedding
     * @param dropout rate before the second convolution, in training
     * @param resample -1 halves the image, 1 doubles it, 0 leaves it
     */
    public TimeResidualBlock(int in, int out, int embedding, double dropout, int resample) {
        this.dropout = dropout;
        this.resample = resample;
        declareAffine("in_layers.0", in);
        declareAffine("in_layers.2", out, in, 3, 3);
        declareAffine("emb_layers.1", 2L * out, embedding);
        declareAffine("out_layers.0", out);
        declareZero("out_layers.3", out, out, 3, 3);
        if (in != out) {
            declareAffine("skip_connection", out, in, 1, 1);
        }
    }

    /** Runs the block on (N, in, H, W) and the time embedding (N, embedding). */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return pass.operators()
                .timeResidual(
                        inputs[0],
                        inputs[1],
                        weights(),
                        EPSILON,
                        pass.dropout(dropout),
                        resample,
                        pass.recorded());
    }
}
