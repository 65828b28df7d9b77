package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;

/** Single-headed self-attention over all positions, added to the input: the autoencoder's. */
public final class PlaneAttention extends Layer {

    /** Makes the layer for a number of channels, a multiple of 32. */
    public PlaneAttention(int channels) {
        declareAffine("norm", channels);
        for (String name : new String[] {"q", "k", "v", "proj_out"}) {
            declareAffine(name, channels, channels, 1, 1);
        }
    }

    /** Runs the layer on (N, channels, H, W). */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return pass.operators()
                .planeAttention(inputs[0], weights(), ResidualBlock.EPSILON, pass.recorded());
    }
}
