package sc.fiji.diffseg.leaf;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.SettingsJson;
import sc.fiji.diffseg.network.PublishedLayout;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * A model as a folder that LEAF's published Python code loads, {@code
 * LeafPipeline.from_pretrained}: diffusers' containers and configurations, CompVis names. A base
 * becomes the folder that the published training starts from.
 */
final class PublishedLeafLayout {

    static final String WEIGHTS = "diffusion_pytorch_model.safetensors";

    /** The version of diffusers that the published code names. */
    private static final String DIFFUSERS = "0.31.0";

    private static final int COLOURS = 3;
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();

    private final ModelDescription model;
    private final List<? extends TensorFile> files;
    private final Map<String, TensorSource> weights = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    private PublishedLeafLayout(ModelDescription model, List<? extends TensorFile> files) {
        this.model = model;
        this.files = files;
    }

    /**
     * Lays a model out.
     *
     * @param files its weights
     * @throws IOException in one sentence, if the published code has no such model
     */
    static PublishedLayout of(ModelDescription model, List<? extends TensorFile> files)
            throws IOException {
        PublishedLeafLayout layout = new PublishedLeafLayout(model, files);
        if (model.base()) {
            layout.addBase();
        } else {
            layout.addModel(LeafSettings.of(model.network()));
        }
        return new PublishedLayout(layout.weights, layout.texts);
    }

    private void addModel(LeafSettings settings) throws IOException {
        if (settings.conditioningHead() != ConditioningHead.QUANT_MEAN
                || settings.concatOrder() != ConcatOrder.IMAGE_FIRST) {
            throw new IOException(
                    "'%s' is an SDSeg model, which LEAF's published code cannot run: use it here."
                            .formatted(model.name()));
        }
        JsonObject sizes = SettingsJson.write(settings);
        addNetwork(LeafPart.AUTOENCODER, sizes.getAsJsonObject("autoencoder"));
        addNetwork(LeafPart.IMAGE_ENCODER, sizes.getAsJsonObject("autoencoder"));
        addNetwork(LeafPart.DENOISER, sizes.getAsJsonObject("unet"));
        addText(PublishedNeighbours.SCHEDULER, scheduler(settings));
        addText(PublishedNeighbours.INDEX, index(settings));
    }

    private void addBase() throws IOException {
        for (LeafPart part : List.of(LeafPart.AUTOENCODER, LeafPart.DENOISER)) {
            if (model.network().has(part.setting())) {
                addNetwork(part, model.network().getAsJsonObject(part.setting()));
            }
        }
        if (weights.isEmpty()) {
            throw new IOException(
                    "'%s' has neither autoencoder nor denoiser, so there is nothing for LEAF's published code."
                            .formatted(model.name()));
        }
    }

    private void addNetwork(LeafPart part, JsonObject size) throws IOException {
        String folder = part.prefix().replace('.', '/');
        weights.put(folder + WEIGHTS, TensorSource.of(part.prefix(), files));
        addText(
                folder + PublishedNeighbours.CONFIG,
                part == LeafPart.DENOISER ? denoiser(size) : autoencoder(part, size));
    }

    private void addText(String file, JsonObject content) {
        texts.put(file, GSON.toJson(content) + "\n");
    }

    private static JsonObject ofClass(String name) {
        JsonObject config = new JsonObject();
        config.addProperty("_class_name", name);
        config.addProperty("_diffusers_version", DIFFUSERS);
        return config;
    }

    private JsonObject denoiser(JsonObject size) {
        JsonObject config = ofClass("UNetModel");
        config.addProperty("image_size", model.input().width() / factor());
        size.entrySet().forEach(entry -> config.add(entry.getKey(), entry.getValue()));
        config.addProperty("num_head_channels", -1);
        config.addProperty("num_heads_upsample", -1);
        config.addProperty("use_scale_shift_norm", true);
        config.addProperty("resblock_updown", true);
        config.addProperty("use_new_attention_order", false);
        config.addProperty("conv_resample", true);
        config.add("num_classes", JsonNull.INSTANCE);
        config.addProperty("use_checkpoint", false);
        config.addProperty("legacy", true);
        return config;
    }

    private int factor() {
        JsonElement autoencoder = model.network().get(LeafPart.AUTOENCODER.setting());
        return SettingsJson.read(
                        autoencoder == null ? new JsonObject() : autoencoder.getAsJsonObject(),
                        AutoencoderSize.PUBLISHED,
                        AutoencoderSize.class)
                .factor();
    }

    private JsonObject autoencoder(LeafPart part, JsonObject size) {
        JsonObject config =
                ofClass(part == LeafPart.AUTOENCODER ? "AutoencoderKL" : "LatentEncoder");
        size.entrySet().forEach(entry -> config.add(entry.getKey(), entry.getValue()));
        config.addProperty("out_ch", COLOURS);
        config.addProperty("in_channels", COLOURS);
        config.add("attn_resolutions", new JsonArray());
        config.addProperty("dropout", UNetSize.PUBLISHED.dropout());
        config.addProperty("resolution", model.input().width());
        config.addProperty("double_z", true);
        config.add("embed_dim", size.get("z_channels"));
        return config;
    }

    private static JsonObject scheduler(LeafSettings settings) {
        JsonObject config = ofClass("DDIMScheduler");
        config.addProperty("num_train_timesteps", settings.timesteps());
        config.addProperty("beta_start", settings.betaStart());
        config.addProperty("beta_end", settings.betaEnd());
        config.addProperty("beta_schedule", settings.betaSchedule());
        config.addProperty("prediction_type", settings.predictionType());
        config.addProperty("clip_sample", settings.clampLatent());
        config.addProperty("clip_sample_range", 1.0);
        config.addProperty("set_alpha_to_one", true);
        config.addProperty("steps_offset", 0);
        config.addProperty("timestep_spacing", "leading");
        return config;
    }

    private static JsonObject index(LeafSettings settings) {
        JsonObject index = ofClass("LeafPipeline");
        index.add("vae", pair("leaf.autoencoder", "AutoencoderKL"));
        index.add("latent_encoder", pair("leaf.autoencoder", "LatentEncoder"));
        index.add("unet", pair("leaf.unet", "UNetModel"));
        index.add("scheduler", pair("diffusers", "DDIMScheduler"));
        index.addProperty("scaling_factor", settings.latentScale());
        return index;
    }

    private static JsonArray pair(String module, String name) {
        JsonArray pair = new JsonArray();
        pair.add(module);
        pair.add(name);
        return pair;
    }
}
