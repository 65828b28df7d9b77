package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;

/**
 * Projects a feature map's positions into the teacher's space (LEAF section 2.2: the multilayer
 * perceptron phi): linear, SiLU, linear, SiLU, linear. Float32 in every precision.
 */
final class Projector extends Layer {

    /**
     * Makes a projector without weights.
     *
     * @param channels of the feature map
     * @param hidden channels between the layers; published 2048
     * @param width of the teacher's tokens
     */
    Projector(int channels, int hidden, int width) {
        declareAffine("0", hidden, channels);
        declareAffine("2", hidden, hidden);
        declareAffine("4", width, hidden);
    }

    /** Projects a feature map (N,channels,H,W) to tokens (N,H·W,width), row-major. */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        NDArray x = inputs[0];
        long positions = x.getShape().get(2) * x.getShape().get(3);
        try (NDArray flat = x.reshape(x.getShape().get(0), x.getShape().get(1), positions);
                NDArray tokens = flat.swapAxes(1, 2)) {
            return pass.operators().perceptron(tokens, weights(), pass.recorded());
        }
    }
}
