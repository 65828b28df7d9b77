package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;

/**
 * The branches of DNet under conditions that were computed once.
 *
 * @param conditions of as many images as there are noisy masks
 */
record NetworkBranches(DenoisingNetwork network, Pass pass, Conditions conditions)
        implements Branches {

    @Override
    public Output evaluate(NDArray noisy, int timestep, boolean mask, boolean noise) {
        NDManager owner = noisy.getManager();
        int[] timesteps = new int[(int) noisy.getShape().get(0)];
        Arrays.fill(timesteps, timestep);
        try (NDManager scope = owner.newSubManager()) {
            NDArray input = noisy.duplicate();
            input.attach(scope);
            DenoisingNetwork.Encoding encoding = network.encode(pass, input, timesteps, conditions);
            NDArray clean = null;
            if (mask) {
                clean = clean(network.maskLogits(pass, encoding));
                clean.attach(owner);
            }
            NDArray epsilon = null;
            if (noise) {
                epsilon = network.noise(pass, encoding);
                epsilon.attach(owner);
            }
            return new Output(clean, epsilon);
        }
    }

    /** The mask in [-1,1] that logits stand for: {@code 2·sigmoid(logits) - 1}. */
    static NDArray clean(NDArray logits) {
        try (NDArray half = Tensors.times(logits, 0.5)) {
            return half.tanh();
        }
    }

    /** The probability in [0,1] that a clean mask in [-1,1] stands for. */
    static NDArray probability(NDArray clean) {
        try (NDArray half = Tensors.times(clean, 0.5)) {
            return half.add(0.5f);
        }
    }
}
