package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import sc.fiji.diffseg.network.Conv;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;

/**
 * The autoencoder that masks live in (LEAF section 2; kl-f8 in its published size).
 *
 * <p>Latents here are raw: the scale that the denoiser sees them in is the model's.
 */
public final class Autoencoder extends Layer {

    private final int latentChannels;
    private final Encoder encoder;
    private final Decoder decoder;
    private final Conv quantConv;
    private final Conv postQuantConv;

    /** Makes an autoencoder without weights. */
    public Autoencoder(AutoencoderSize size) {
        latentChannels = size.zChannels();
        encoder = child("encoder", new Encoder(size, 0));
        decoder = child("decoder", new Decoder(size));
        quantConv = child("quant_conv", Conv.plain(2 * latentChannels, 2 * latentChannels, 1));
        postQuantConv = child("post_quant_conv", Conv.plain(latentChannels, latentChannels, 1));
    }

    /** Mean and log variance (N, 2·latent channels, h, w) of images (N,3,H,W) in [-1,1]. */
    public NDArray moments(Pass pass, NDArray images) {
        try (NDArray features = encoder.apply(pass, images)) {
            return quantConv.apply(pass, features);
        }
    }

    /** The mean latent (N, latent channels, h, w) of images (N,3,H,W) in [-1,1]. */
    public NDArray encode(Pass pass, NDArray images) {
        try (NDArray moments = moments(pass, images)) {
            return mean(moments);
        }
    }

    /** The mean's half of {@link #moments}. */
    static NDArray mean(NDArray moments) {
        NDList halves = moments.split(2, 1);
        halves.get(1).close();
        return halves.get(0);
    }

    /** Images (N,3,H,W), nominally in [-1,1], of raw latents. */
    public NDArray decode(Pass pass, NDArray latents) {
        try (NDArray features = postQuantConv.apply(pass, latents)) {
            pass.observer().accept("post_quant_conv", features);
            return decoder.apply(pass, features);
        }
    }

    /** The parameters that {@link #decode} uses, under their names in the autoencoder. */
    StateDict decoding() {
        return StateDict.of(decoder)
                .prefixed("decoder.")
                .and(StateDict.of(postQuantConv).prefixed("post_quant_conv."));
    }

    /** Encodes to the mean and decodes again. */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        try (NDArray latents = encode(pass, inputs[0])) {
            return decode(pass, latents);
        }
    }
}
