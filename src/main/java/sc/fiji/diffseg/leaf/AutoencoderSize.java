package sc.fiji.diffseg.leaf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * Sizes of the latent diffusion autoencoder (AutoencoderKL of Rombach et al., 2022).
 *
 * @param ch channels of the first level, a multiple of 32
 * @param chMult channels of each level as a multiple of {@code ch}; the latent is 2^(levels−1)
 *     times smaller than the image
 * @param numResBlocks residual blocks per level of the encoder; the decoder has one more
 * @param zChannels channels of the latent
 */
public record AutoencoderSize(int ch, List<Integer> chMult, int numResBlocks, int zChannels) {

    /** kl-f8, as LEAF and SDSeg use it. */
    public static final AutoencoderSize PUBLISHED =
            new AutoencoderSize(128, List.of(1, 2, 4, 4), 2, 4);

    private static final int MOST_LEVELS = 12;

    /**
     * Reads the sizes off the weights of an autoencoder or its encoder, under their CompVis names.
     * Weights that are missing do not hinder; whether the rest fit must be checked.
     */
    static AutoencoderSize of(TensorSource source) throws IOException {
        WeightShapes shapes = new WeightShapes(source);
        int ch = shapes.length("encoder.conv_in.weight", 0, PUBLISHED.ch);
        int levels = shapes.count("encoder.down.", MOST_LEVELS);
        List<Integer> multiples = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            String first = "encoder.down." + level + ".block.0.conv1.weight";
            multiples.add(shapes.length(first, 0, ch) / ch);
        }
        return new AutoencoderSize(
                ch,
                multiples,
                shapes.count("encoder.down.0.block.", MOST_LEVELS),
                shapes.length("encoder.conv_out.weight", 0, 2 * PUBLISHED.zChannels) / 2);
    }

    /** How many times smaller than the image the latent is, per side. */
    public int factor() {
        return 1 << (chMult.size() - 1);
    }

    int channels(int level) {
        return ch * chMult.get(level);
    }
}
