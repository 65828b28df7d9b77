package sc.fiji.diffseg.leaf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sizes of the latent diffusion U-Net, called as in the published code.
 *
 * @param inChannels channels of the condition and the noisy latent together
 * @param outChannels channels of the latent
 * @param modelChannels channels of the first level, a multiple of 32
 * @param channelMult channels of each level as a multiple of {@code modelChannels}
 * @param numResBlocks residual blocks per level on the way down; one more on the way up
 * @param attentionResolutions factors of down-sampling at which blocks have attention; the middle
 *     always has it
 * @param numHeads heads of every attention
 * @param dropout rate in every residual block, in training
 */
public record UNetSize(
        int inChannels,
        int outChannels,
        int modelChannels,
        List<Integer> channelMult,
        int numResBlocks,
        List<Integer> attentionResolutions,
        int numHeads,
        double dropout) {

    /** LSUN-churches LDM-8 with the eight input channels of LEAF and SDSeg. */
    public static final UNetSize PUBLISHED =
            new UNetSize(8, 4, 192, List.of(1, 2, 2, 4, 4), 2, List.of(1, 2, 4, 8), 8, 0.2);

    /** The smallest divisor that a latent's width and height need. */
    public int divisor() {
        return 1 << (channelMult.size() - 1);
    }

    /**
     * What comes out of an input block.
     *
     * @param channels its channels
     * @param factor how many times smaller than the latent it is, per side
     */
    record InputBlock(int channels, int factor) {}

    /** The input blocks in order, the first being the convolution that all begins with. */
    List<InputBlock> inputBlocks() {
        List<InputBlock> blocks = new ArrayList<>(List.of(new InputBlock(modelChannels, 1)));
        for (int level = 0; level < channelMult.size(); level++) {
            int channels = modelChannels * channelMult.get(level);
            blocks.addAll(Collections.nCopies(numResBlocks, new InputBlock(channels, 1 << level)));
            if (level < channelMult.size() - 1) {
                blocks.add(new InputBlock(channels, 2 << level));
            }
        }
        return blocks;
    }
}
