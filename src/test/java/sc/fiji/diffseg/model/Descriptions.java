package sc.fiji.diffseg.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sc.fiji.diffseg.Progress;

/** Descriptions and folders of small models for the tests of this package. */
final class Descriptions {

    private static final String ANY_HASH = "0123456789abcdef".repeat(4);

    private Descriptions() {}

    /** A description that sets nothing but what is required. */
    static ModelDescriptionBuilder minimal(String name) {
        return ModelDescription.builder(name, "leaf")
                .input(ModelInput.rgb(128, 96))
                .weights(List.of(new FileEntry("unet.safetensors", ANY_HASH, 4)))
                .preprocessing(new Preprocessing("type", 0, 100, Preprocessing.WHOLE, 0));
    }

    /** A description that sets everything. */
    static ModelDescription full() {
        JsonObject network = new JsonObject();
        JsonArray channels = new JsonArray();
        channels.add(1);
        channels.add(2);
        network.add("channel_mult", channels);
        network.addProperty("latent_scale", 0.18215);
        JsonObject training = new JsonObject();
        training.addProperty("seed", 9007199254740993L);
        training.addProperty("command", "train --data \"a b\" <x>");
        JsonObject config = new JsonObject();
        config.add("nothing", null);
        return minimal("LEAF Kerne ä")
                .description("Finds nuclei.\nIn two lines.")
                .authors(List.of(new Author("A. Author", "Somewhere"), new Author("B", null)))
                .cite(List.of(new Citation("LEAF, 2025", "10.1/x"), new Citation("Other", null)))
                .license("CC-BY-4.0")
                .tags(List.of("nuclei", "leaf"))
                .timestamp("2026-01-02T03:04:05Z")
                .version("0.1.0")
                .weights(
                        List.of(
                                new FileEntry("unet/w.safetensors", ANY_HASH, 1L << 33),
                                new FileEntry("vae.safetensors", ANY_HASH, 0)))
                .parent(new Parent("base", ANY_HASH))
                .testInputs(List.of(new FileEntry("test-input.safetensors", ANY_HASH, 5)))
                .testOutputs(List.of(new FileEntry("test-output.safetensors", ANY_HASH, 6)))
                .network(network)
                .sampling(new JsonObject())
                .preprocessing(new Preprocessing("percentile", 1, 99.5, Preprocessing.TILES, 0.25))
                .training(training)
                .config(config)
                .build();
    }

    /** Makes a model folder with one file of weights that fits its description. */
    static Path install(Path root, String folderName, String modelName) throws IOException {
        Path folder = Files.createDirectories(root.resolve(folderName));
        Files.writeString(folder.resolve("unet.safetensors"), "data of " + modelName);
        minimal(modelName)
                .weights(List.of(FileEntry.of(folder, "unet.safetensors", Progress.NONE)))
                .build()
                .write(folder.resolve(ModelDescription.FILE_NAME));
        return folder;
    }
}
