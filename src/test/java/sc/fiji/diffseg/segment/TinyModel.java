package sc.fiji.diffseg.segment;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.leaf.LeafNetworks;
import sc.fiji.diffseg.leaf.LeafSettings;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelDescriptionBuilder;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.model.Preprocessing;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsWriter;
import sc.fiji.diffseg.weights.TensorSpec;

/** A LEAF model of the smallest size with random weights, that draws speckles quickly. */
public final class TinyModel {

    /** Width and height of its input. */
    public static final int INPUT = 32;

    private static final String WEIGHTS = "weights.safetensors";

    private TinyModel() {}

    /** Writes a model that was made for tiles scaled by pixel type. */
    public static ModelFolder write(Path folder) throws IOException {
        return write(folder, "tiny", "leaf");
    }

    /** Writes a model with another name, or of a family that nobody may know. */
    public static ModelFolder write(Path folder, String name, String family) throws IOException {
        JsonObject network =
                JsonParser.parseString(
                                """
                                {"autoencoder": {"ch": 32, "ch_mult": [1, 1, 2],
                                  "num_res_blocks": 1},
                                 "unet": {"model_channels": 32, "channel_mult": [1, 2],
                                  "num_res_blocks": 1, "attention_resolutions": [2],
                                  "num_heads": 2},
                                 "latent_scale": 1, "clamp_latent": false}
                                """)
                        .getAsJsonObject();
        return write(
                folder,
                ModelDescription.builder(name, family).network(network),
                LeafNetworks.of(LeafSettings.of(network)).parameters());
    }

    /** Writes a model of any family with random weights. */
    static ModelFolder write(Path folder, ModelDescriptionBuilder builder, StateDict parameters)
            throws IOException {
        Files.createDirectories(folder);
        writeWeights(folder.resolve(WEIGHTS), parameters);
        ModelDescription description =
                builder.input(ModelInput.rgb(INPUT, INPUT))
                        .preprocessing(
                                new Preprocessing("by_type", 1, 99, Preprocessing.TILES, 0.25))
                        .weights(List.of(FileEntry.of(folder, WEIGHTS, Progress.NONE)))
                        .build();
        description.write(folder.resolve(ModelDescription.FILE_NAME));
        return ModelFolder.open(folder);
    }

    private static void writeWeights(Path file, StateDict parameters) throws IOException {
        List<TensorSpec> specs = new ArrayList<>();
        for (String name : parameters.names()) {
            specs.add(new TensorSpec(name, ElementType.F32, parameters.shape(name)));
        }
        Random random = new Random(1);
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs, Map.of())) {
            for (String name : parameters.names()) {
                writer.write(name, values(name, parameters.shape(name), random));
            }
        }
    }

    private static float[] values(String name, long[] shape, Random random) {
        int count = 1;
        for (long length : shape) {
            count *= (int) length;
        }
        boolean norm = shape.length == 1 && name.endsWith("weight");
        double scale = shape.length == 1 ? 0.1 : Math.sqrt((double) shape[0] / count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian() + (norm ? 1 : 0));
        }
        return values;
    }
}
