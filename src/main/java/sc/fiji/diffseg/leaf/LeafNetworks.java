package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import sc.fiji.diffseg.engine.Tensors;
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

    /**
     * Gives the image encoder what the autoencoder has of the same name: all of it in LEAF, all but
     * the last convolution in SDSeg.
     *
     * @param manager owns the copies
     */
    void copyImageEncoder(NDManager manager) {
        StateDict target = StateDict.of(imageEncoder);
        StateDict source = StateDict.of(autoencoder);
        Set<String> shared = new LinkedHashSet<>(target.names());
        shared.retainAll(source.names());
        for (String name : shared) {
            try {
                target.set(name, manager, buffer -> Tensors.copyTo(source.array(name), buffer));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
