package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.TrainingBatch;

/** Batches as tensors in [-1,1], as the autoencoder wants them. */
final class LeafBatches {

    private static final int COLOURS = 3;

    private LeafBatches() {}

    /** Images (N,3,H,W) in [-1,1]. */
    static NDArray images(TrainingBatch batch, NDManager manager) {
        return centred(batch, batch.images(), manager);
    }

    /** Masks (N,3,H,W), three equal channels, -1 background and 1 foreground. */
    static NDArray masks(TrainingBatch batch, NDManager manager) {
        float[] colours = new float[COLOURS * batch.masks().length];
        int area = batch.height() * batch.width();
        for (int i = 0; i < batch.count() * COLOURS; i++) {
            System.arraycopy(batch.masks(), i / COLOURS * area, colours, i * area, area);
        }
        return centred(batch, colours, manager);
    }

    private static NDArray centred(TrainingBatch batch, float[] values, NDManager manager) {
        try (NDArray tensor =
                Tensors.of(
                        manager, values, batch.count(), COLOURS, batch.height(), batch.width())) {
            return Tensors.times(tensor, 2).subi(1);
        }
    }
}
