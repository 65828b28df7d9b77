package sc.fiji.diffseg.leaf;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.SafetensorsWriter;
import sc.fiji.diffseg.weights.TensorSpec;

/** Writes weights of small DINOv2s under the official names and under those of Hugging Face. */
public final class Dinov2Files {

    private Dinov2Files() {}

    /** A tensor of such a file. */
    public record Tensor(long[] shape, float[] values) {}

    /** The tensors of a file whose names begin with a prefix, without it. */
    static Map<String, Tensor> read(SafetensorsFile file, String prefix) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.startsWith(prefix)) {
                FloatBuffer buffer = file.readFloats(name);
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                tensors.put(
                        name.substring(prefix.length()),
                        new Tensor(file.info(name).shape(), values));
            }
        }
        return tensors;
    }

    /**
     * Writes two files that hold the same random transformer of two blocks with one head of 64
     * channels, for 5×5 patches of 14×14 pixels.
     *
     * @return the one with the official names, and the one with those of Hugging Face
     */
    public static List<Path> random(Path folder, long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int width = 64;
        put(tensors, random, "cls_token", 1, 1, width);
        put(tensors, random, "pos_embed", 1, 26, width);
        put(tensors, random, "register_tokens", 1, 4, width);
        put(tensors, random, "mask_token", 1, width);
        put(tensors, random, "patch_embed.proj.weight", width, 3, 14, 14);
        put(tensors, random, "patch_embed.proj.bias", width);
        for (int i = 0; i < 2; i++) {
            String block = "blocks." + i + ".";
            for (String norm : List.of("norm1", "norm2")) {
                put(tensors, random, block + norm + ".weight", width);
                put(tensors, random, block + norm + ".bias", width);
            }
            put(tensors, random, block + "attn.qkv.weight", 3L * width, width);
            put(tensors, random, block + "attn.qkv.bias", 3L * width);
            put(tensors, random, block + "attn.proj.weight", width, width);
            put(tensors, random, block + "attn.proj.bias", width);
            put(tensors, random, block + "ls1.gamma", width);
            put(tensors, random, block + "mlp.fc1.weight", 4L * width, width);
            put(tensors, random, block + "mlp.fc1.bias", 4L * width);
            put(tensors, random, block + "mlp.fc2.weight", width, 4L * width);
            put(tensors, random, block + "mlp.fc2.bias", width);
            put(tensors, random, block + "ls2.gamma", width);
        }
        put(tensors, random, "norm.weight", width);
        put(tensors, random, "norm.bias", width);
        Path official = folder.resolve("dinov2_vits14_reg4.safetensors");
        Path huggingFace = folder.resolve("model.safetensors");
        write(official, tensors);
        write(huggingFace, huggingFace(tensors));
        return List.of(official, huggingFace);
    }

    private static void put(
            Map<String, Tensor> tensors, Random random, String name, long... shape) {
        long count = 1;
        for (long length : shape) {
            count *= length;
        }
        boolean matrix = shape.length > 1 && shape[0] > 1;
        boolean scale = name.endsWith("gamma") || name.contains("norm") && name.endsWith("weight");
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            double deviation = matrix ? Math.sqrt((double) shape[0] / count) : 0.3;
            values[i] = (float) ((scale ? 1 : 0) + deviation * random.nextGaussian());
        }
        tensors.put(name, new Tensor(shape, values));
    }

    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        List<TensorSpec> specs = new ArrayList<>();
        tensors.forEach(
                (name, tensor) -> specs.add(new TensorSpec(name, ElementType.F32, tensor.shape())));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs, Map.of())) {
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                writer.write(entry.getKey(), entry.getValue().values());
            }
        }
    }

    /** The same tensors as Hugging Face stores them. */
    static Map<String, Tensor> huggingFace(Map<String, Tensor> official) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        official.forEach(
                (name, tensor) -> {
                    if (name.contains("attn.qkv")) {
                        split(renamed, name, tensor);
                    } else {
                        renamed.put(huggingFace(name), tensor);
                    }
                });
        return renamed;
    }

    private static void split(Map<String, Tensor> renamed, String name, Tensor qkv) {
        long[] shape = qkv.shape().clone();
        shape[0] /= 3;
        int count = qkv.values().length / 3;
        String[] parts = {"query", "key", "value"};
        // Not in the order in which they belong together.
        for (int part = 2; part >= 0; part--) {
            float[] values = new float[count];
            System.arraycopy(qkv.values(), part * count, values, 0, count);
            String prefix = "attention.attention." + parts[part];
            renamed.put(
                    huggingFace(name).replace("attn.qkv", prefix),
                    new Tensor(shape.clone(), values));
        }
    }

    private static String huggingFace(String name) {
        return name.replaceFirst("^(cls|mask|register)_token", "embeddings.$1_token")
                .replaceFirst("^pos_embed", "embeddings.position_embeddings")
                .replaceFirst("^patch_embed.proj", "embeddings.patch_embeddings.projection")
                .replaceFirst("^norm\\.", "layernorm.")
                .replaceFirst("^blocks", "encoder.layer")
                .replaceFirst("attn\\.proj", "attention.output.dense")
                .replaceFirst("ls(\\d)\\.gamma", "layer_scale$1.lambda1");
    }
}
