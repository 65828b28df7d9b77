package sc.fiji.diffseg.leaf;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.model.Preprocessing;
import sc.fiji.diffseg.weights.SafetensorsFile;

/**
 * A folder as LEAF's published training leaves it: {@code unet_ema/} (or {@code unet/}), {@code
 * latent_encoder/} and {@code vae/}, each with {@code config.json} and {@code
 * diffusion_pytorch_model.safetensors}, perhaps {@code scheduler/scheduler_config.json}. The
 * weights bear the published names without prefixes.
 */
final class PublishedLeafFolder {

    private static final String WEIGHTS = PublishedLeafLayout.WEIGHTS;
    private static final String AUTOENCODER = "vae";
    private static final String IMAGE_ENCODER = "latent_encoder";
    private static final List<String> UNETS =
            List.of(PublishedNeighbours.AVERAGED_DENOISER, "unet");

    private PublishedLeafFolder() {}

    /** Whether a folder has the three networks' sub-folders. */
    static boolean recognises(Path folder) {
        return unet(folder).isPresent()
                && Files.isRegularFile(folder.resolve(AUTOENCODER).resolve(WEIGHTS))
                && Files.isRegularFile(folder.resolve(IMAGE_ENCODER).resolve(WEIGHTS));
    }

    private static Optional<String> unet(Path folder) {
        return UNETS.stream()
                .filter(name -> Files.isRegularFile(folder.resolve(name).resolve(WEIGHTS)))
                .findFirst();
    }

    /**
     * Describes a folder that is recognised.
     *
     * @throws IOException in one sentence, if a configuration cannot be read
     */
    static ModelDescription describe(Path folder, Progress progress) throws IOException {
        String unet = unet(folder).orElseThrow();
        LeafSettings settings = settings(folder, unet);
        List<FileEntry> weights = new ArrayList<>();
        for (String network : List.of(unet, IMAGE_ENCODER, AUTOENCODER)) {
            weights.add(FileEntry.of(folder, network + "/" + WEIGHTS, progress));
        }
        int latentSide = new PublishedNeighbours(folder.resolve(unet)).latentSide();
        int size = latentSide * settings.autoencoder().factor();
        return ModelDescription.builder(folder.getFileName().toString(), LeafFamily.NAME)
                .description("A LEAF model in its published form.")
                .cite(List.of(PublishedSource.LEAF))
                .input(ModelInput.rgb(size, size))
                .preprocessing(new Preprocessing("by_type", 1, 99, Preprocessing.WHOLE, 0))
                .network(settings.toJson())
                .weights(weights)
                .build();
    }

    private static LeafSettings settings(Path folder, String unet) throws IOException {
        PublishedNeighbours denoiser = new PublishedNeighbours(folder.resolve(unet));
        JsonObject network = denoiser.schedule();
        network.add("autoencoder", new PublishedNeighbours(folder.resolve(AUTOENCODER)).config());
        network.add("unet", denoiser.config());
        network.getAsJsonObject("unet").addProperty("in_channels", inputChannels(folder, unet));
        return LeafSettings.of(network);
    }

    /** The published configuration still tells the channels of the unconditional network. */
    private static long inputChannels(Path folder, String unet) throws IOException {
        Path file = folder.resolve(unet).resolve(WEIGHTS);
        try (SafetensorsFile weights = SafetensorsFile.open(file)) {
            return weights.info("input_blocks.0.0.weight").shape()[1];
        }
    }
}
