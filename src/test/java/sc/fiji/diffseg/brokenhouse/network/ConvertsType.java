package sc.fiji.diffseg.brokenhouse.network;

import ai.djl.ndarray.NDArray;

/** Changes an arithmetic. */
public class ConvertsType {
    NDArray convert(NDArray array) {
        return array.toType(null, false);
    }
}
