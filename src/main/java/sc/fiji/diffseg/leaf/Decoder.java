package sc.fiji.diffseg.leaf;

import sc.fiji.diffseg.network.Chain;
import sc.fiji.diffseg.network.Conv;
import sc.fiji.diffseg.network.OutputHead;
import sc.fiji.diffseg.network.PlaneAttention;
import sc.fiji.diffseg.network.ResidualBlock;

/**
 * The autoencoder's half from latents (N, zChannels, h, w) to images (N,3,H,W), nominally in [-1,1]
 * but not limited to it; its levels are numbered by resolution, the highest last.
 */
final class Decoder extends Chain {

    private static final int COLOURS = 3;

    Decoder(AutoencoderSize size) {
        super("decoder");
        int levels = size.chMult().size();
        int in = size.channels(levels - 1);
        add("conv_in", Conv.plain(size.zChannels(), in, 3));
        add("mid.block_1", new ResidualBlock(in, in, 0));
        add("mid.attn_1", new PlaneAttention(in));
        add("mid.block_2", new ResidualBlock(in, in, 0));
        for (int level = levels - 1; level >= 0; level--) {
            for (int block = 0; block <= size.numResBlocks(); block++) {
                String name = "up." + level + ".block." + block;
                add(name, new ResidualBlock(in, size.channels(level), 0));
                in = size.channels(level);
            }
            if (level > 0) {
                add("up." + level + ".upsample", Conv.resampling(in, Conv.Resampling.UP));
            }
        }
        add("", "conv_out", OutputHead.ofAutoencoder(in, COLOURS));
    }
}
