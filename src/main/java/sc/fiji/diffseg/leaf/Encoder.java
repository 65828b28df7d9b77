package sc.fiji.diffseg.leaf;

import sc.fiji.diffseg.network.Chain;
import sc.fiji.diffseg.network.Conv;
import sc.fiji.diffseg.network.OutputHead;
import sc.fiji.diffseg.network.PlaneAttention;
import sc.fiji.diffseg.network.ResidualBlock;

/**
 * The autoencoder's convolutional half: from images (N,3,H,W) in [-1,1] to twice as many channels
 * as a latent has.
 */
final class Encoder extends Chain {

    private static final int COLOURS = 3;

    Encoder(AutoencoderSize size, double dropout) {
        super("encoder");
        add("conv_in", Conv.plain(COLOURS, size.ch(), 3));
        int levels = size.chMult().size();
        int in = size.ch();
        for (int level = 0; level < levels; level++) {
            for (int block = 0; block < size.numResBlocks(); block++) {
                String name = "down." + level + ".block." + block;
                add(name, new ResidualBlock(in, size.channels(level), dropout));
                in = size.channels(level);
            }
            if (level < levels - 1) {
                add("down." + level + ".downsample", Conv.resampling(in, Conv.Resampling.DOWN));
            }
        }
        add("mid.block_1", new ResidualBlock(in, in, dropout));
        add("mid.attn_1", new PlaneAttention(in));
        add("mid.block_2", new ResidualBlock(in, in, dropout));
        add("", "conv_out", OutputHead.ofAutoencoder(in, 2 * size.zChannels()));
    }
}
