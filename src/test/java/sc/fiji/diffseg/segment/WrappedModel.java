package sc.fiji.diffseg.segment;

import ai.djl.ndarray.NDArray;
import java.util.List;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.Prediction;
import sc.fiji.diffseg.network.SegmentationModel;

/** A model that does what another does, but for what a test changes. */
class WrappedModel implements SegmentationModel {

    private final SegmentationModel model;

    WrappedModel(SegmentationModel model) {
        this.model = model;
    }

    @Override
    public TorchEngine engine() {
        return model.engine();
    }

    @Override
    public int divisor() {
        return model.divisor();
    }

    @Override
    public void check(SamplingSettings settings) {
        model.check(settings);
    }

    @Override
    public Prediction predict(
            NDArray images, List<NoiseKey> keys, SamplingSettings settings, Progress progress) {
        return model.predict(images, keys, settings, progress);
    }

    @Override
    public long bytesPerImage(int width, int height) {
        return model.bytesPerImage(width, height);
    }

    @Override
    public void close() {
        model.close();
    }
}
