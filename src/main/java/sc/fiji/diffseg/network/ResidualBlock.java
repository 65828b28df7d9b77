package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;

/**
 * Residual block of the latent diffusion autoencoder: (group norm, SiLU, 3×3 convolution) twice,
 * added to the input, which passes a 1×1 convolution where the number of channels changes.
 */
public final class ResidualBlock extends Layer {

    /** Epsilon of every group norm of the autoencoder. */
    public static final double EPSILON = 1e-6;

    private final double dropout;

    /**
     * Makes a block.
     *
     * @param in channels of the input, a multiple of 32
     * @param out channels of the output, a multiple of 32
     * @param dropout rate before the second convolution, in training
     */
    public ResidualBlock(int in, int out, double dropout) {
        this.dropout = dropout;
        declareAffine("norm1", in);
        declareAffine("conv1", out, in, 3, 3);
        declareAffine("norm2", out);
        declareAffine("conv2", out, out, 3, 3);
        if (in != out) {
            declareAffine("nin_shortcut", out, in, 1, 1);
        }
    }

    /** Runs the block on (N, in, H, W). */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return pass.operators()
                .residual(inputs[0], weights(), EPSILON, pass.dropout(dropout), pass.recorded());
    }
}
