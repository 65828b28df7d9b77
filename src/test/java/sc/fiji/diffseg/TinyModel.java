package sc.fiji.diffseg;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.model.Preprocessing;
import sc.fiji.diffseg.network.ModelFamilies;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsWriter;
import sc.fiji.diffseg.weights.TensorSpec;

/** A LEAF model of random weights, small enough for a test to make and run in a moment. */
public final class TinyModel {

    /** Side of its input in pixels. */
    public static final int INPUT = 32;

    private static final String WEIGHTS = "weights.safetensors";
    private static final String NETWORK =
            """
            {"autoencoder": {"ch": 32, "ch_mult": [1, 1], "num_res_blocks": 1},
             "unet": {"model_channels": 32, "channel_mult": [1], "num_res_blocks": 1,
                      "attention_resolutions": [], "num_heads": 1, "dropout": 0},
             "clamp_latent": false, "latent_scale": 1}
            """;

    private TinyModel() {}

    /** Writes the model into a new sub-folder of that name and returns the sub-folder. */
    public static Path write(Path store, String name) throws IOException {
        Path folder = Files.createDirectories(store.resolve(name));
        TorchEngine engine = TorchEngine.start("cpu");
        JsonObject network = JsonParser.parseString(NETWORK).getAsJsonObject();
        try (NDManager manager = engine.newManager()) {
            TrainingPlan plan =
                    ModelFamilies.named("leaf")
                            .plan(engine, manager, network, new JsonObject(), Optional.empty(), 7);
            write(folder.resolve(WEIGHTS), plan.parameters().byName());
            network = plan.network();
        }
        ModelDescription.builder(name, "leaf")
                .input(ModelInput.rgb(INPUT, INPUT))
                .preprocessing(new Preprocessing("by_type", 0, 100, Preprocessing.WHOLE, 0))
                .network(network)
                .weights(List.of(FileEntry.of(folder, WEIGHTS, Progress.NONE)))
                .build()
                .write(folder.resolve(ModelDescription.FILE_NAME));
        return folder;
    }

    /** Every parameter is random: those that begin at zero would make the same of every image. */
    private static void write(Path file, Map<String, NDArray> arrays) throws IOException {
        List<TensorSpec> specs = new ArrayList<>();
        arrays.forEach(
                (name, array) ->
                        specs.add(
                                new TensorSpec(
                                        name, ElementType.F32, array.getShape().getShape())));
        SplittableRandom random = new SplittableRandom(7);
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs, Map.of())) {
            for (TensorSpec spec : specs) {
                writer.write(spec.name(), values(spec, random));
            }
        }
    }

    private static float[] values(TensorSpec spec, SplittableRandom random) {
        long[] shape = spec.shape();
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        boolean norm = shape.length == 1 && spec.name().endsWith("weight");
        double centre = norm ? 1 : 0;
        double range = shape.length == 1 ? 0.1 : Math.sqrt(3.0 * shape[0] / count);
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre + (2 * random.nextDouble() - 1) * range);
        }
        return values;
    }
}
