package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.TrainingBatch;

/** Batches as tensors. */
final class Batches {

    private Batches() {}

    /** Images (N,3,H,W) in [0,1]. */
    static NDArray images(TrainingBatch batch, NDManager manager) {
        return Tensors.of(manager, batch.images(), batch.count(), 3, batch.height(), batch.width());
    }

    /** Masks (N,1,H,W), 0 or 1. */
    static NDArray masks(TrainingBatch batch, NDManager manager) {
        return Tensors.of(manager, batch.masks(), batch.count(), 1, batch.height(), batch.width());
    }
}
