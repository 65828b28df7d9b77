package sc.fiji.diffseg.leaf;

import sc.fiji.diffseg.network.StateDict;

/**
 * The three networks of a LEAF model.
 *
 * @param autoencoder where masks become latents and back
 * @param imageEncoder makes the condition from the image
 * @param unet the denoiser
 */
public record LeafNetworks(Autoencoder autoencoder, ImageEncoder imageEncoder, DenoisingUNet unet) {

    /** Prefix of the autoencoder's parameters in a model's weights. */
    public static final String AUTOENCODER = "vae.";

    /** Prefix of the image encoder's parameters in a model's weights. */
    public static final String IMAGE_ENCODER = "latent_encoder.";

    /** Prefix of the denoiser's parameters in a model's weights. */
    public static final String UNET = "unet.";

    /** Makes the networks without weights. */
    public static LeafNetworks of(LeafSettings settings) {
        return new LeafNetworks(
                new Autoencoder(settings.autoencoder()),
                new ImageEncoder(
                        settings.autoencoder(),
                        settings.conditioningHead(),
                        settings.unet().dropout()),
                new DenoisingUNet(settings.unet()));
    }

    /** All parameters, each network's behind its prefix. */
    public StateDict parameters() {
        return StateDict.of(autoencoder)
                .prefixed(AUTOENCODER)
                .and(StateDict.of(imageEncoder).prefixed(IMAGE_ENCODER))
                .and(StateDict.of(unet).prefixed(UNET));
    }
}
