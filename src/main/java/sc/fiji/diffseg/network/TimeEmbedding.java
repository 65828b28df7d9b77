package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import sc.fiji.diffseg.engine.Tensors;

/** Time embedding of the denoiser: a sinusoidal vector through a linear layer, SiLU, another. */
public final class TimeEmbedding extends Layer {

    private static final double LONGEST_PERIOD = 10000;

    /**
     * Makes the layer.
     *
     * @param width length of the sinusoidal vector; the embedding is four times as long
     */
    public TimeEmbedding(int width) {
        declareAffine("0", 4L * width, width);
        declareAffine("2", 4L * width, 4L * width);
    }

    /** Runs the layer on sinusoidal vectors (N, width). */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        return pass.operators().perceptron(inputs[0], weights(), pass.recorded());
    }

    /**
     * Sinusoidal vectors of timesteps: the cosines first, then the sines.
     *
     * <p>All in single precision, like the published code, which the trained networks are used to.
     *
     * @param timesteps one per image of the batch
     * @param width length of a vector, even
     * @return (N, width)
     */
    public static NDArray sinusoids(NDManager manager, int[] timesteps, int width) {
        int half = width / 2;
        float[] values = new float[timesteps.length * width];
        for (int n = 0; n < timesteps.length; n++) {
            for (int i = 0; i < half; i++) {
                float exponent = (float) -Math.log(LONGEST_PERIOD) * i / half;
                float angle = timesteps[n] * (float) Math.exp(exponent);
                values[n * width + i] = (float) Math.cos(angle);
                values[n * width + half + i] = (float) Math.sin(angle);
            }
        }
        return Tensors.of(manager, values, timesteps.length, width);
    }
}
