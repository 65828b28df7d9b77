package sc.fiji.diffseg.leaf;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * DINOv2's weights under their official names, whoever named them: the authors, or Hugging Face,
 * whose queries, keys and values stand apart.
 *
 * <p>The token of masked patches is left out: it is used in DINOv2's own training only. What has no
 * official name keeps its own, so that nothing unknown goes unnoticed.
 */
final class Dinov2Names implements TensorSource {

    private static final String MASK_TOKEN = "mask_token";
    private static final Pattern BLOCK = Pattern.compile("encoder\\.layer\\.(\\d+)\\.(.+)");
    private static final Pattern ATTENTION =
            Pattern.compile("attention\\.attention\\.(query|key|value)\\.(weight|bias)");
    private static final List<String> QKV = List.of("query", "key", "value");

    /** Beginnings of names outside the blocks, theirs and the official ones. */
    private static final Map<String, String> OUTSIDE =
            Map.of(
                    "embeddings.cls_token", "cls_token",
                    "embeddings.mask_token", MASK_TOKEN,
                    "embeddings.register_tokens", "register_tokens",
                    "embeddings.position_embeddings", "pos_embed",
                    "embeddings.patch_embeddings.projection.weight", "patch_embed.proj.weight",
                    "embeddings.patch_embeddings.projection.bias", "patch_embed.proj.bias",
                    "layernorm.weight", "norm.weight",
                    "layernorm.bias", "norm.bias");

    /** Names within a block that differ. */
    private static final Map<String, String> INSIDE =
            Map.of(
                    "attention.output.dense.weight", "attn.proj.weight",
                    "attention.output.dense.bias", "attn.proj.bias",
                    "layer_scale1.lambda1", "ls1.gamma",
                    "layer_scale2.lambda1", "ls2.gamma");

    private final TensorSource source;
    private final Map<String, List<String>> parts = new LinkedHashMap<>();

    private Dinov2Names(TensorSource source) {
        this.source = source;
        Set<String> left = new LinkedHashSet<>(source.names());
        for (String name : source.names()) {
            List<String> stored = storedWith(name);
            if (left.containsAll(stored)) {
                left.removeAll(stored);
                parts.put(official(name), stored);
            }
        }
        left.forEach(name -> parts.put(name, List.of(name)));
        parts.remove(MASK_TOKEN);
    }

    /** Weights in either naming, under the official names. */
    static TensorSource of(TensorSource source) {
        return new Dinov2Names(source);
    }

    /** The tensors that make one official tensor together, in the order of its first axis. */
    private static List<String> storedWith(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            Matcher attention = ATTENTION.matcher(block.group(2));
            if (attention.matches()) {
                return QKV.stream()
                        .map(
                                part ->
                                        "encoder.layer.%s.attention.attention.%s.%s"
                                                .formatted(
                                                        block.group(1), part, attention.group(2)))
                        .toList();
            }
        }
        return List.of(name);
    }

    private static String official(String name) {
        Matcher block = BLOCK.matcher(name);
        if (!block.matches()) {
            return OUTSIDE.getOrDefault(name, name);
        }
        String rest = block.group(2);
        Matcher attention = ATTENTION.matcher(rest);
        String inside =
                attention.matches()
                        ? "attn.qkv." + attention.group(2)
                        : INSIDE.getOrDefault(rest, rest);
        return "blocks." + block.group(1) + "." + inside;
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public Set<String> names() {
        return parts.keySet();
    }

    @Override
    public long[] shape(String name) throws IOException {
        List<String> stored = parts.get(name);
        long[] shape = source.shape(stored.get(0));
        for (String part : stored.subList(1, stored.size())) {
            shape[0] += source.shape(part)[0];
        }
        return shape;
    }

    @Override
    public void read(String name, FloatBuffer target) throws IOException {
        int end = target.limit();
        for (String part : parts.get(name)) {
            long count = 1;
            for (long length : source.shape(part)) {
                count *= length;
            }
            target.limit(target.position() + Math.toIntExact(count));
            source.read(part, target);
        }
        target.limit(end);
    }
}
