package sc.fiji.diffseg.brokenhouse.leaf;

import ai.djl.ndarray.NDArray;

/** Limits with tensors that vanish. */
public class LimitsByNumbers {
    NDArray limit(NDArray array) {
        return array.clip(-1, 1);
    }
}
