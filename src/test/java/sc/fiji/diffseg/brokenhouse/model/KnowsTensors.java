package sc.fiji.diffseg.brokenhouse.model;

import ai.djl.ndarray.NDArray;

/** The ground floor knows no tensors. */
public class KnowsTensors {
    NDArray tensor;
}
