package sc.fiji.diffseg.leaf;

import java.util.regex.Pattern;

/**
 * The names that CompVis's training gives to the running averages of a denoiser's weights: those of
 * the weights themselves without the dots. They can be put back, as no block of the denoiser has
 * more than ten layers: the last digit of a run of them is the layer, and those before the block.
 */
final class DotlessNames {

    private static final Pattern BLOCK =
            Pattern.compile("^(input_blocks|output_blocks)(\\d+)(\\d)");
    private static final Pattern LAYER = Pattern.compile("^(time_embed|middle_block|out)(\\d)");
    private static final Pattern STEP =
            Pattern.compile("\\.(in_layers|emb_layers|out_layers)(\\d)");
    private static final Pattern LAST = Pattern.compile("\\.?(weight|bias)$");

    private DotlessNames() {}

    /** The name in a file of averages. */
    static String dotless(String name) {
        return name.replace(".", "");
    }

    /** The name of the weight; something else for what is no weight of a denoiser. */
    static String dotted(String dotless) {
        String name = BLOCK.matcher(dotless).replaceFirst("$1.$2.$3.");
        name = LAYER.matcher(name).replaceFirst("$1.$2.");
        name = STEP.matcher(name).replaceFirst(".$1.$2.");
        return LAST.matcher(name).replaceFirst(".$1");
    }
}
