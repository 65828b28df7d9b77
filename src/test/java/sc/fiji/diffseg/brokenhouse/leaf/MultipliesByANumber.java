package sc.fiji.diffseg.brokenhouse.leaf;

import ai.djl.ndarray.NDArray;

/** Multiplies with a tensor that vanishes. */
public class MultipliesByANumber {
    NDArray multiply(NDArray array) {
        return array.mul(array).add(1).mul(0.5);
    }
}
