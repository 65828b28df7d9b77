package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;

/** Group norm, SiLU and a 3×3 convolution: the end of a network. */
public final class OutputHead extends Layer {

    private final double epsilon;

    private OutputHead(
            String norm, String conv, int in, int out, double epsilon, boolean startsAtZero) {
        this.epsilon = epsilon;
        declareAffine(norm, in);
        if (startsAtZero) {
            declareZero(conv, out, in, 3, 3);
        } else {
            declareAffine(conv, out, in, 3, 3);
        }
    }

    /** The end of the autoencoder's halves, called {@code norm_out} and {@code conv_out}. */
    public static OutputHead ofAutoencoder(int in, int out) {
        return new OutputHead("norm_out", "conv_out", in, out, ResidualBlock.EPSILON, false);
    }

    /** The end of the denoiser, called {@code 0} and {@code 2}, zero before training. */
    public static OutputHead ofDenoiser(int in, int out) {
        return new OutputHead("0", "2", in, out, TimeResidualBlock.EPSILON, true);
    }

    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return pass.operators().normSiluConv(inputs[0], weights(), epsilon, pass.recorded());
    }
}
