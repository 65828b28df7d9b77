package sc.fiji.diffseg.leaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sc.fiji.diffseg.leaf.Dinov2Files.Tensor;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.CheckpointFiles;
import sc.fiji.diffseg.weights.CheckpointFiles.Format;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** Small networks with random weights, laid out in files as others publish the large ones. */
public final class PublishedFiles {

    static final AutoencoderSize AUTOENCODER = new AutoencoderSize(32, List.of(1, 1, 2), 1, 4);

    private PublishedFiles() {}

    static UNetSize unet(int inChannels) {
        return new UNetSize(inChannels, 4, 32, List.of(1, 2), 1, List.of(2), 8, 0.2);
    }

    /** An autoencoder under CompVis names. */
    public static Map<String, Tensor> autoencoder(long seed) {
        return random(new Autoencoder(AUTOENCODER), seed);
    }

    /** LEAF's image encoder, or SDSeg's. */
    public static Map<String, Tensor> imageEncoder(boolean sdseg, long seed) {
        ConditioningHead head = sdseg ? ConditioningHead.OUT_CONV : ConditioningHead.QUANT_MEAN;
        return random(new ImageEncoder(AUTOENCODER, head, 0), seed);
    }

    /** A denoiser of four channels, as the latent diffusion model, or of eight. */
    public static Map<String, Tensor> denoiser(int inChannels, long seed) {
        return random(new DenoisingUNet(unet(inChannels)), seed);
    }

    private static Map<String, Tensor> random(Layer network, long seed) {
        Random random = new Random(seed);
        StateDict dict = StateDict.of(network);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : dict.names()) {
            tensors.put(name, tensor(random, dict.shape(name)));
        }
        return tensors;
    }

    /** A random tensor that would make neither a norm nor a convolution explode. */
    public static Tensor tensor(Random random, long... shape) {
        long count = 1;
        for (long length : shape) {
            count *= length;
        }
        double deviation = shape.length < 2 ? 0.3 : Math.sqrt((double) shape[0] / count);
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return new Tensor(shape, values);
    }

    /**
     * A latent diffusion model as CompVis publishes it: raw and averaged, schedule and leavings.
     */
    public static Map<String, Tensor> latentDiffusion(int inChannels) {
        Map<String, Tensor> all = new LinkedHashMap<>(schedule());
        all.put("scale_factor", new Tensor(new long[0], new float[] {0.125f}));
        put(all, "model.diffusion_model.", denoiser(inChannels, 1));
        all.put("model_ema.decay", new Tensor(new long[0], new float[] {0.9999f}));
        denoiser(inChannels, 2)
                .forEach(
                        (name, tensor) ->
                                all.put(
                                        "model_ema.diffusion_model" + name.replace(".", ""),
                                        tensor));
        put(all, "first_stage_model.", autoencoder(3));
        return all;
    }

    /** A checkpoint as SDSeg's training leaves it. */
    public static Map<String, Tensor> sdseg() {
        Map<String, Tensor> all = latentDiffusion(8);
        put(all, "cond_stage_model.", imageEncoder(true, 4));
        return all;
    }

    /** The autoencoder with what its training leaves. */
    public static Map<String, Tensor> klF8() {
        Random random = new Random(9);
        Map<String, Tensor> all = autoencoder(5);
        all.put("loss.logvar", tensor(random));
        all.put("loss.discriminator.main.0.weight", tensor(random, 8, 3, 4, 4));
        return all;
    }

    private static Map<String, Tensor> schedule() {
        float[] betas = new float[1000];
        double first = Math.sqrt(0.0015);
        for (int i = 0; i < betas.length; i++) {
            double root = first + (Math.sqrt(0.0155) - first) * i / 999;
            betas[i] = (float) (root * root);
        }
        Map<String, Tensor> schedule = new LinkedHashMap<>();
        schedule.put("betas", new Tensor(new long[] {1000}, betas));
        schedule.put("alphas_cumprod", new Tensor(new long[] {1000}, new float[1000]));
        return schedule;
    }

    /** Adds tensors with a prefix before their names. */
    public static void put(Map<String, Tensor> all, String prefix, Map<String, Tensor> more) {
        more.forEach((name, tensor) -> all.put(prefix + name, tensor));
    }

    /** Writes a checkpoint, with the tensors in a {@code state_dict} as Lightning has it. */
    public static Path lightning(Path file, Format format, Map<String, Tensor> tensors)
            throws IOException {
        return checkpoint(file, format, true, tensors);
    }

    /** Writes a checkpoint that is nothing but a dictionary of tensors. */
    public static Path plain(Path file, Map<String, Tensor> tensors) throws IOException {
        return checkpoint(file, Format.ZIP, false, tensors);
    }

    private static Path checkpoint(
            Path file, Format format, boolean lightning, Map<String, Tensor> tensors)
            throws IOException {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        Map<String, float[]> values = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    shapes.put(name, tensor.shape());
                    values.put(name, tensor.values());
                });
        return CheckpointFiles.write(file, format, lightning, shapes, values);
    }

    /** Writes a network into a folder as diffusers does. */
    public static void diffusersFolder(Path folder, Map<String, Tensor> tensors, String config)
            throws IOException {
        Files.createDirectories(folder);
        Dinov2Files.write(folder.resolve("diffusion_pytorch_model.safetensors"), tensors);
        Files.writeString(folder.resolve("config.json"), config);
    }

    /** Writes a folder as LEAF's training leaves it. */
    public static Path leafFolder(Path folder) throws IOException {
        diffusersFolder(folder.resolve("unet"), denoiser(8, 1), "{\"num_heads\": 4}");
        diffusersFolder(
                folder.resolve("unet_ema"),
                denoiser(8, 2),
                "{\"num_heads\": 4, \"image_size\": 16, \"in_channels\": 4}");
        diffusersFolder(folder.resolve("vae"), autoencoder(3), "{}");
        diffusersFolder(folder.resolve("latent_encoder"), imageEncoder(false, 4), "{}");
        Files.createDirectories(folder.resolve("scheduler"));
        Files.writeString(
                folder.resolve("scheduler/scheduler_config.json"),
                "{\"prediction_type\": \"v_prediction\", \"clip_sample\": false}");
        return folder;
    }

    /**
     * The names that the diffusers library gives an autoencoder of the small size, by CompVis name.
     *
     * @param old as before version 0.18, when the attention's layers were called otherwise
     */
    public static Map<String, String> diffusersNames(boolean old) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String half : List.of("encoder", "decoder")) {
            pair(names, half + ".conv_in", half + ".conv_in");
            pair(names, half + ".norm_out", half + ".conv_norm_out");
            pair(names, half + ".conv_out", half + ".conv_out");
            for (int block = 0; block < 2; block++) {
                residual(
                        names,
                        half + ".mid.block_" + (block + 1),
                        half + ".mid_block.resnets." + block);
            }
            String attention = half + ".mid_block.attentions.0.";
            pair(names, half + ".mid.attn_1.norm", attention + "group_norm");
            pair(names, half + ".mid.attn_1.q", attention + (old ? "query" : "to_q"));
            pair(names, half + ".mid.attn_1.k", attention + (old ? "key" : "to_k"));
            pair(names, half + ".mid.attn_1.v", attention + (old ? "value" : "to_v"));
            pair(
                    names,
                    half + ".mid.attn_1.proj_out",
                    attention + (old ? "proj_attn" : "to_out.0"));
        }
        for (int level = 0; level < 3; level++) {
            residual(
                    names,
                    "encoder.down." + level + ".block.0",
                    "encoder.down_blocks." + level + ".resnets.0");
            pair(
                    names,
                    "encoder.down." + level + ".downsample.conv",
                    "encoder.down_blocks." + level + ".downsamplers.0.conv");
            for (int block = 0; block < 2; block++) {
                residual(
                        names,
                        "decoder.up." + level + ".block." + block,
                        "decoder.up_blocks." + (2 - level) + ".resnets." + block);
            }
            pair(
                    names,
                    "decoder.up." + level + ".upsample.conv",
                    "decoder.up_blocks." + (2 - level) + ".upsamplers.0.conv");
        }
        pair(names, "quant_conv", "quant_conv");
        pair(names, "post_quant_conv", "post_quant_conv");
        return names;
    }

    private static void residual(Map<String, String> names, String compVis, String diffusers) {
        for (String layer : List.of("norm1", "conv1", "norm2", "conv2")) {
            pair(names, compVis + "." + layer, diffusers + "." + layer);
        }
        pair(names, compVis + ".nin_shortcut", diffusers + ".conv_shortcut");
    }

    private static void pair(Map<String, String> names, String compVis, String diffusers) {
        names.put(compVis + ".weight", diffusers + ".weight");
        names.put(compVis + ".bias", diffusers + ".bias");
    }

    /** An autoencoder as the diffusers library names and shapes it. */
    public static Map<String, Tensor> diffusers(Map<String, Tensor> compVis, boolean old) {
        Map<String, String> names = diffusersNames(old);
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        compVis.forEach(
                (name, tensor) -> {
                    long[] shape = tensor.shape();
                    boolean matrix = name.contains("attn_1") && shape.length == 4;
                    renamed.put(
                            names.get(name),
                            matrix
                                    ? new Tensor(new long[] {shape[0], shape[1]}, tensor.values())
                                    : tensor);
                });
        return renamed;
    }

    /** The tensors of a safetensors file. */
    public static Map<String, Tensor> stored(Path file) throws IOException {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            return Dinov2Files.read(opened, "");
        }
    }
}
