package sc.fiji.diffseg.brokenhouse.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Makes a tensor of memory that vanishes. */
public class MakesATensor {
    NDArray make(NDManager manager) {
        return manager.create(new float[] {1});
    }
}
