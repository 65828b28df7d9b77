package sc.fiji.diffseg.segment;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.Blend;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.Plane;
import sc.fiji.diffseg.network.Prediction;
import sc.fiji.diffseg.network.SegmentationModel;

/** Runs a model over one plane: frames it, predicts the tiles in batches, and blends them. */
public final class PlanePredictor {

    private final SegmentationModel model;
    private final SamplingSettings sampling;
    private final int batchSize;

    /**
     * Prepares predictions.
     *
     * @param batchSize tiles predicted at once, at least 1, or fewer where memory does not suffice;
     *     it does not change the noise
     */
    public PlanePredictor(SegmentationModel model, SamplingSettings sampling, int batchSize) {
        this.model = model;
        this.sampling = sampling;
        this.batchSize = batchSize;
    }

    /**
     * Predicts a plane.
     *
     * @param plane values in [0,1]
     * @param index number of the plane in its image, which its noise belongs to
     * @param framing planned for planes of this size
     * @throws NotEnoughMemoryException if the device has no memory for a single tile
     * @throws java.util.concurrent.CancellationException if the user asked to stop
     */
    public PlanePrediction predict(Plane plane, long index, Framing framing, Progress progress) {
        Plane framed = framing.frame(plane);
        List<Blend> blends = new ArrayList<>();
        for (int sample = 0; sample < sampling.samples(); sample++) {
            blends.add(framing.blend());
        }
        int tiles = framing.tiles();
        int atOnce = batchSize;
        int first = 0;
        while (first < tiles) {
            int end = Math.min(tiles, first + atOnce);
            progress.checkCancelled();
            Progress part = progress.part(first / (double) tiles, end / (double) tiles);
            try {
                predictTiles(framing, framed, index, first, end, blends, part);
                first = end;
            } catch (EngineException e) {
                if (!TorchEngine.isOutOfMemory(e)) {
                    throw e;
                }
                if (end - first == 1) {
                    throw new NotEnoughMemoryException(
                            ("The memory of the device '%s' does not suffice for one tile of %d x %d"
                                            + " pixels: close other programs, or choose a smaller"
                                            + " model or another device.")
                                    .formatted(
                                            model.engine().deviceName(),
                                            framing.inputWidth(),
                                            framing.inputHeight()));
                }
                // Half as many at once: slower, but the same result.
                atOnce = (end - first) / 2;
            }
        }
        return PlanePrediction.of(blends.stream().map(Blend::finish).toList());
    }

    private void predictTiles(
            Framing framing,
            Plane framed,
            long index,
            int first,
            int end,
            List<Blend> blends,
            Progress progress) {
        int count = end - first;
        try (NDManager manager = model.engine().newManager()) {
            List<NoiseKey> keys = new ArrayList<>();
            NDArray images =
                    Tensors.filled(
                            manager,
                            buffer -> {
                                for (int tile = first; tile < end; tile++) {
                                    keys.add(new NoiseKey(index, tile));
                                    buffer.put(framing.cut(framed, tile));
                                }
                            },
                            count,
                            3,
                            framing.inputHeight(),
                            framing.inputWidth());
            Prediction prediction = model.predict(images, keys, sampling, progress);
            int area = framing.inputHeight() * framing.inputWidth();
            for (int sample = 0; sample < blends.size(); sample++) {
                float[] values = Tensors.toFloats(prediction.samples().get(sample));
                for (int i = 0; i < count; i++) {
                    float[] tile = Arrays.copyOfRange(values, i * area, (i + 1) * area);
                    blends.get(sample).add(first + i, tile);
                }
            }
        }
    }
}
