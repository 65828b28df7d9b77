package sc.fiji.diffseg.leaf;

import java.util.List;

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

    /** How many times smaller than the image the latent is, per side. */
    public int factor() {
        return 1 << (chMult.size() - 1);
    }

    int channels(int level) {
        return ch * chMult.get(level);
    }
}
