package sc.fiji.diffseg.leaf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import sc.fiji.diffseg.weights.TensorSource;

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

    private static final int MOST_BLOCKS = 48;

    /**
     * Reads the sizes off the weights, which tell all but heads and dropout. Weights that are
     * missing do not hinder; whether the rest fit must be checked.
     *
     * @param source weights under their published names
     */
    static UNetSize of(TensorSource source, int numHeads, double dropout) throws IOException {
        WeightShapes shapes = new WeightShapes(source);
        int blocks = shapes.count("output_blocks.", MOST_BLOCKS);
        int perLevel = blocks;
        for (int block = blocks - 1; block >= 0; block--) {
            // Where a level ends, a second residual block makes the plane larger.
            String after = "output_blocks." + block + ".";
            if (shapes.has(after + "1.in_layers.0.weight")
                    || shapes.has(after + "2.in_layers.0.weight")) {
                perLevel = block + 1;
            }
        }
        int channels = shapes.length("input_blocks.0.0.weight", 0, PUBLISHED.modelChannels);
        List<Integer> multiples = new ArrayList<>();
        List<Integer> attention = new ArrayList<>();
        for (int level = 0; level < blocks / perLevel; level++) {
            String first = "input_blocks." + (1 + level * perLevel) + ".";
            multiples.add(shapes.length(first + "0.in_layers.2.weight", 0, channels) / channels);
            if (shapes.has(first + "1.qkv.weight")) {
                attention.add(1 << level);
            }
        }
        return new UNetSize(
                shapes.length("input_blocks.0.0.weight", 1, PUBLISHED.inChannels),
                shapes.length("out.2.weight", 0, PUBLISHED.outChannels),
                channels,
                multiples,
                perLevel - 1,
                attention,
                numHeads,
                dropout);
    }

    /** These sizes with other channels going in. */
    UNetSize withInChannels(int channels) {
        return new UNetSize(
                channels,
                outChannels,
                modelChannels,
                channelMult,
                numResBlocks,
                attentionResolutions,
                numHeads,
                dropout);
    }

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
