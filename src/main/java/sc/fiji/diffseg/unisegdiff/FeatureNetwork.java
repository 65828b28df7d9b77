package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import java.util.List;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.ResidualBlock;

/**
 * CFENet: a U-Net that segments, and whose decoder-side features condition the denoiser (section
 * 2.1).
 */
final class FeatureNetwork extends Layer {

    private static final int COLOURS = 3;

    private final UNetEncoder encoder;
    private final UNetDecoder decoder;

    FeatureNetwork(NetworkSize size) {
        UNetEncoder.Blocks blocks = (in, out) -> new ResidualBlock(in, out, 0);
        encoder = child("encoder", new UNetEncoder(size, COLOURS, blocks));
        decoder = child("decoder", new UNetDecoder(size, blocks));
    }

    /**
     * The conditional features CF_1 to CF_5 of images and the mask that they make.
     *
     * @param images (N,3,H,W) in [0,1]; what comes back belongs to their manager
     */
    Conditions conditions(Pass pass, NDArray images) {
        List<NDArray> features = features(pass, images);
        return new Conditions(features, decoder.values(pass, features.get(0)));
    }

    private List<NDArray> features(Pass pass, NDArray images) {
        try (NDArray doubled = Tensors.times(images, 2);
                NDArray centred = doubled.sub(1)) {
            List<NDArray> skips = encoder.levels(pass, centred, (level, x) -> x);
            List<NDArray> features = decoder.levels(pass, skips);
            skips.subList(0, skips.size() - 1).forEach(NDArray::close);
            return features;
        }
    }

    /** The logits of the mask (N,1,H,W) of images (N,3,H,W) in [0,1]. */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        Conditions conditions = conditions(pass, inputs[0]);
        conditions.features().forEach(NDArray::close);
        return conditions.logits();
    }
}
