package sc.fiji.diffseg.leaf;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelException;

/**
 * What files beside published weights tell of them: diffusers' {@code config.json} in the same
 * folder, {@code model_index.json} and {@code scheduler/scheduler_config.json} in the one above.
 * What is absent is as published.
 *
 * @param folder the folder of the weights
 */
record PublishedNeighbours(Path folder) {

    /** Width and height of the latents that LEAF and SDSeg are published for. */
    static final int LATENT_SIDE = 32;

    static final String CONFIG = "config.json";
    static final String INDEX = "model_index.json";
    static final String SCHEDULER = "scheduler/scheduler_config.json";
    static final String AVERAGED_DENOISER = "unet_ema";

    /** Those of a file of weights. */
    static PublishedNeighbours of(Path weights) {
        return new PublishedNeighbours(weights.toAbsolutePath().getParent());
    }

    /**
     * What a user calls a file of weights: its name, and its folder's where that tells the network.
     */
    static String nameOf(Path weights) {
        PublishedNeighbours beside = of(weights);
        boolean plain = Files.isRegularFile(beside.folder.resolve(CONFIG));
        String name = weights.getFileName().toString();
        return plain ? beside.folder.getFileName() + "/" + name : name;
    }

    /** Whether these are the running averages of a denoiser. */
    boolean averaged() {
        return folder.endsWith(AVERAGED_DENOISER);
    }

    /** The sizes of the network as its configuration has them. */
    JsonObject config() throws IOException {
        Path own = folder.resolve(ModelDescription.FILE_NAME);
        if (Files.isRegularFile(own)) {
            JsonObject network = ModelDescription.read(own).network();
            String denoiser = LeafPart.DENOISER.setting();
            return network.has(denoiser) ? network.getAsJsonObject(denoiser) : new JsonObject();
        }
        return read(folder.resolve(CONFIG));
    }

    /** Width and height of the latents that the denoiser was trained on. */
    int latentSide() throws IOException {
        JsonObject config = config();
        return config.has("image_size") ? config.get("image_size").getAsInt() : LATENT_SIDE;
    }

    /** Noise schedule, prediction, clamp and scale of the latents, as in a model's description. */
    JsonObject schedule() throws IOException {
        JsonObject network = new JsonObject();
        JsonObject scheduler = read(folder.resolveSibling(SCHEDULER));
        copy(scheduler, "clip_sample", network, "clamp_latent");
        copy(scheduler, "prediction_type", network, "prediction_type");
        copy(scheduler, "beta_schedule", network, "beta_schedule");
        copy(scheduler, "beta_start", network, "beta_start");
        copy(scheduler, "beta_end", network, "beta_end");
        copy(scheduler, "num_train_timesteps", network, "timesteps");
        copy(read(folder.resolveSibling(INDEX)), "scaling_factor", network, "latent_scale");
        return network;
    }

    private static void copy(JsonObject from, String name, JsonObject to, String newName) {
        if (from.has(name)) {
            to.add(newName, from.get(name));
        }
    }

    /** A JSON object, empty if there is no such file. */
    private static JsonObject read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new JsonObject();
        }
        try {
            JsonObject object = new Gson().fromJson(Files.readString(file), JsonObject.class);
            return object == null ? new JsonObject() : object;
        } catch (JsonParseException e) {
            throw new ModelException(
                    file + " is not valid JSON: get a fresh copy of the model folder.", e);
        }
    }
}
