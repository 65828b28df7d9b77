package sc.fiji.diffseg.leaf;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sc.fiji.diffseg.weights.AssembledTensors;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * An autoencoder's weights as the diffusers library names them, under their CompVis names.
 *
 * <p>diffusers counts the decoder's levels from the other end, and keeps the attention's 1×1
 * convolutions as matrices, which it has called by two sets of names. What has no CompVis name
 * keeps its own, so that nothing unknown goes unnoticed.
 */
final class DiffusersNames {

    private static final Pattern LEVEL =
            Pattern.compile("(encoder\\.down|decoder\\.up)_blocks\\.(\\d{1,3})\\.(.+)");
    private static final Pattern IN_LEVEL =
            Pattern.compile("(resnets|downsamplers|upsamplers)\\.(\\d{1,3})\\.(.+)");
    private static final Pattern MIDDLE_BLOCK =
            Pattern.compile("(encoder|decoder)\\.mid_block\\.resnets\\.([01])\\.(.+)");
    private static final Pattern ATTENTION =
            Pattern.compile(
                    "(encoder|decoder)\\.mid_block\\.attentions\\.0\\.(.+)\\.(weight|bias)");
    private static final Pattern LAST_NORM =
            Pattern.compile("(encoder|decoder)\\.conv_norm_out\\.(weight|bias)");

    private static final Map<String, String> ATTENTION_LAYERS =
            Map.of(
                    "group_norm", "norm",
                    "to_q", "q",
                    "to_k", "k",
                    "to_v", "v",
                    "to_out.0", "proj_out",
                    "query", "q",
                    "key", "k",
                    "value", "v",
                    "proj_attn", "proj_out");

    private final int decoderLevels;

    private DiffusersNames(int decoderLevels) {
        this.decoderLevels = decoderLevels;
    }

    /** Whether the weights of an autoencoder or an encoder are named so. */
    static boolean recognises(TensorSource source) {
        return source.names().stream()
                .anyMatch(
                        name ->
                                name.startsWith("encoder.down_blocks.")
                                        || name.startsWith("encoder.mid_block."));
    }

    /** The weights under CompVis names. */
    static TensorSource of(TensorSource source) throws IOException {
        int levels = new WeightShapes(source).count("decoder.up_blocks.", Integer.MAX_VALUE);
        DiffusersNames names = new DiffusersNames(levels);
        AssembledTensors renamed = new AssembledTensors();
        for (String name : source.names()) {
            String compVis = names.compVis(name);
            // Two names for one layer: the second stays what it is called.
            String free = renamed.names().contains(compVis) ? name : compVis;
            renamed.add(free, source, name, shape(name, source.shape(name)));
        }
        return renamed;
    }

    /** A matrix of the attention as the 1×1 convolution that it is. */
    private static long[] shape(String name, long[] shape) {
        return shape.length == 2 && ATTENTION.matcher(name).matches()
                ? new long[] {shape[0], shape[1], 1, 1}
                : shape;
    }

    private String compVis(String name) {
        Matcher level = LEVEL.matcher(name);
        if (level.matches()) {
            int number = Integer.parseInt(level.group(2));
            boolean up = level.group(1).equals("decoder.up");
            return "%s.%d.%s"
                    .formatted(
                            level.group(1),
                            up ? decoderLevels - 1 - number : number,
                            inLevel(level.group(3)));
        }
        Matcher middle = MIDDLE_BLOCK.matcher(name);
        if (middle.matches()) {
            int number = 1 + Integer.parseInt(middle.group(2));
            return middle.group(1) + ".mid.block_" + number + "." + inBlock(middle.group(3));
        }
        Matcher attention = ATTENTION.matcher(name);
        if (attention.matches() && ATTENTION_LAYERS.containsKey(attention.group(2))) {
            return "%s.mid.attn_1.%s.%s"
                    .formatted(
                            attention.group(1),
                            ATTENTION_LAYERS.get(attention.group(2)),
                            attention.group(3));
        }
        Matcher norm = LAST_NORM.matcher(name);
        return norm.matches() ? norm.group(1) + ".norm_out." + norm.group(2) : name;
    }

    private static String inLevel(String rest) {
        Matcher matcher = IN_LEVEL.matcher(rest);
        if (!matcher.matches()) {
            return rest;
        }
        return switch (matcher.group(1)) {
            case "resnets" -> "block." + matcher.group(2) + "." + inBlock(matcher.group(3));
            case "downsamplers" -> "downsample." + matcher.group(3);
            default -> "upsample." + matcher.group(3);
        };
    }

    private static String inBlock(String rest) {
        return rest.replaceFirst("^conv_shortcut\\.", "nin_shortcut.");
    }
}
