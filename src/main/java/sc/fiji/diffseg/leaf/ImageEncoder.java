package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import sc.fiji.diffseg.network.Conv;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;

/**
 * The trainable image encoder (LEAF section 2): a copy of the autoencoder's encoder that learns.
 */
public final class ImageEncoder extends Layer {

    private final ConditioningHead head;
    private final Encoder encoder;
    private final Conv last;

    /**
     * Makes an image encoder without weights.
     *
     * @param dropout rate in every residual block, in training
     */
    public ImageEncoder(AutoencoderSize size, ConditioningHead head, double dropout) {
        this.head = head;
        int moments = 2 * size.zChannels();
        encoder = child("encoder", new Encoder(size, dropout));
        last =
                switch (head) {
                    case QUANT_MEAN -> child("quant_conv", Conv.plain(moments, moments, 1));
                    case OUT_CONV -> child("out", Conv.plain(moments, size.zChannels(), 1));
                };
    }

    /** The condition (N, latent channels, h, w) of images (N,3,H,W) in [-1,1], unscaled. */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        NDArray output;
        try (NDArray features = encoder.apply(pass, inputs[0])) {
            output = last.apply(pass, features);
        }
        if (head == ConditioningHead.OUT_CONV) {
            return output;
        }
        try (output) {
            return Autoencoder.mean(output);
        }
    }
}
