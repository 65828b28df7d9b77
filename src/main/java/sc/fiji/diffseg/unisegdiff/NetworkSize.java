package sc.fiji.diffseg.unisegdiff;

import java.util.List;

/**
 * Sizes of UniSegDiff's networks, which the paper leaves open but for the number of levels, five.
 *
 * @param widths channels of every level from the finest to the coarsest, multiples of 32; both
 *     networks have the same
 * @param folding side of the squares of pixels that the networks see as channels of one: 1 works at
 *     full size, 2 on a quarter of the positions
 * @param blocks residual blocks per level, on the way down and up
 * @param headWidth channels of an attention head
 * @param attentionSide longest side of the keys and values of an attention, in positions; larger
 *     features are averaged down to it
 * @param dropout rate in every residual block of the denoiser, in training
 * @param noiseSkip whether the noise decoder's output is added to the noisy mask, so that it need
 *     only learn what is not noise in it; our own addition, which trains faster
 * @param maskSkip whether the feature network's mask is added to the mask decoder's, so that it
 *     need only learn what is to be changed in it; our own addition, which trains faster
 */
public record NetworkSize(
        List<Integer> widths,
        int folding,
        int blocks,
        int headWidth,
        int attentionSide,
        double dropout,
        boolean noiseSkip,
        boolean maskSkip) {

    /** The size for 256×256 images: widths as usual, attention to at most 32×32 positions. */
    public static final NetworkSize FULL =
            new NetworkSize(List.of(64, 128, 256, 512, 512), 1, 2, 64, 32, 0, false, false);

    /** What an image's width and height must be multiples of. */
    public int divisor() {
        return folding << (widths.size() - 1);
    }

    /** Width of the time embedding. */
    int embedding() {
        return 4 * widths.get(0);
    }

    void check() {
        require(widths != null && widths.size() >= 2, "widths must name at least two levels");
        require(
                widths.stream().allMatch(w -> w > 0 && w % 32 == 0),
                "widths must be multiples of 32");
        require(folding >= 1, "folding must be at least 1");
        require(blocks >= 1, "blocks must be at least 1");
        require(
                headWidth >= 1 && widths.stream().allMatch(w -> w % headWidth == 0),
                "head_width must divide every width");
        require(attentionSide >= 1, "attention_side must be at least 1");
        require(dropout >= 0 && dropout < 1, "dropout must be at least 0 and below 1");
    }

    private static void require(boolean condition, String fault) {
        UniSegDiffSettings.require(condition, fault);
    }
}
