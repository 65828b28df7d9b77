package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import sc.fiji.diffseg.network.Conv;
import sc.fiji.diffseg.network.CrossAttention;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;

/**
 * Feature fusion (section 2.3): two cascaded cross-attentions, in which the denoising features
 * first ask the conditional ones, and then the conditional ones ask the result; both answers are
 * joined by a 1×1 convolution.
 */
final class DualCrossAttention extends Layer {

    private final CrossAttention denoisingAsks;
    private final CrossAttention conditionAsks;
    private final Conv join;

    DualCrossAttention(NetworkSize size, int channels) {
        int heads = channels / size.headWidth();
        denoisingAsks =
                child("denoising", new CrossAttention(channels, heads, size.attentionSide()));
        conditionAsks =
                child("condition", new CrossAttention(channels, heads, size.attentionSide()));
        join = child("join", Conv.plain(2 * channels, channels, 1));
    }

    /** Fuses denoising features with conditional ones, both (N, channels, H, W). */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        NDArray denoising = inputs[0];
        NDArray condition = inputs[1];
        try (NDArray first = denoisingAsks.apply(pass, denoising, condition);
                NDArray second = conditionAsks.apply(pass, condition, first);
                NDArray both = first.concat(second, 1)) {
            return join.apply(pass, both);
        }
    }
}
