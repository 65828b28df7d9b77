package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import sc.fiji.diffseg.network.Chain;
import sc.fiji.diffseg.network.Conv;
import sc.fiji.diffseg.network.HeadAttention;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.OutputHead;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.TimeEmbedding;
import sc.fiji.diffseg.network.TimeResidualBlock;

/**
 * The U-Net that denoises latents: LDM's, as LEAF and SDSeg fine-tune it.
 *
 * <p>Observers of a {@link Pass} are shown {@code input_blocks.N}, {@code middle_block} and {@code
 * output_blocks.N}.
 */
public final class DenoisingUNet extends Layer {

    private final UNetSize size;
    private final int embedding;
    private final TimeEmbedding timeEmbedding;
    private final List<Layer> inputBlocks = new ArrayList<>();
    private final Layer middleBlock;
    private final List<Layer> outputBlocks = new ArrayList<>();
    private final OutputHead out;

    /** Makes a U-Net without weights. */
    public DenoisingUNet(UNetSize size) {
        this.size = size;
        embedding = 4 * size.modelChannels();
        timeEmbedding = child("time_embed", new TimeEmbedding(size.modelChannels()));
        Deque<Integer> skips = new ArrayDeque<>();
        int channels = makeInputBlocks(skips);
        middleBlock =
                child(
                        "middle_block",
                        Chain.numbered(
                                "middle_block",
                                List.of(
                                        residual(channels, channels, 0),
                                        new HeadAttention(channels, size.numHeads()),
                                        residual(channels, channels, 0))));
        makeOutputBlocks(channels, skips);
        out = child("out", OutputHead.ofDenoiser(size.modelChannels(), size.outChannels()));
    }

    private int makeInputBlocks(Deque<Integer> skips) {
        int channels = size.modelChannels();
        addInput(skips, channels, Conv.plain(size.inChannels(), channels, 3));
        for (int level = 0; level < size.channelMult().size(); level++) {
            int width = size.modelChannels() * size.channelMult().get(level);
            for (int block = 0; block < size.numResBlocks(); block++) {
                List<Layer> layers = withAttention(residual(channels, width, 0), width, level);
                channels = width;
                addInput(skips, channels, layers.toArray(new Layer[0]));
            }
            if (level < size.channelMult().size() - 1) {
                addInput(skips, channels, residual(channels, channels, -1));
            }
        }
        return channels;
    }

    private void addInput(Deque<Integer> skips, int channels, Layer... layers) {
        String name = "input_blocks." + inputBlocks.size();
        inputBlocks.add(child(name, Chain.numbered(name, List.of(layers))));
        skips.push(channels);
    }

    private void makeOutputBlocks(int middle, Deque<Integer> skips) {
        int channels = middle;
        for (int level = size.channelMult().size() - 1; level >= 0; level--) {
            int width = size.modelChannels() * size.channelMult().get(level);
            for (int block = 0; block <= size.numResBlocks(); block++) {
                List<Layer> layers =
                        withAttention(residual(channels + skips.pop(), width, 0), width, level);
                channels = width;
                if (level > 0 && block == size.numResBlocks()) {
                    layers.add(residual(channels, channels, 1));
                }
                String name = "output_blocks." + outputBlocks.size();
                outputBlocks.add(child(name, Chain.numbered(name, layers)));
            }
        }
    }

    private List<Layer> withAttention(Layer residual, int channels, int level) {
        List<Layer> layers = new ArrayList<>(List.of(residual));
        if (size.attentionResolutions().contains(1 << level)) {
            layers.add(new HeadAttention(channels, size.numHeads()));
        }
        return layers;
    }

    private TimeResidualBlock residual(int in, int outChannels, int resample) {
        return new TimeResidualBlock(in, outChannels, embedding, size.dropout(), resample);
    }

    /**
     * Predicts from a noisy latent and its condition.
     *
     * @param latents condition and noisy latent (N, in channels, h, w), in the model's order
     * @param timesteps one per image of the batch
     * @return x0, noise or velocity (N, out channels, h, w)
     */
    public NDArray predict(Pass pass, NDArray latents, int[] timesteps) {
        try (NDArray sinusoids =
                TimeEmbedding.sinusoids(latents.getManager(), timesteps, size.modelChannels())) {
            return apply(pass, latents, sinusoids);
        }
    }

    /** Runs the network on latents and the sinusoidal vectors of their timesteps. */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        NDArray time = timeEmbedding.apply(pass, inputs[1]);
        Deque<NDArray> skips = new ArrayDeque<>();
        NDArray x = inputs[0];
        for (int i = 0; i < inputBlocks.size(); i++) {
            x = inputBlocks.get(i).apply(pass, x, time);
            pass.observer().accept("input_blocks." + i, x);
            skips.push(x);
        }
        x = middleBlock.apply(pass, x, time);
        pass.observer().accept("middle_block", x);
        for (int i = 0; i < outputBlocks.size(); i++) {
            try (NDArray current = x;
                    NDArray skip = skips.pop();
                    NDArray both = current.concat(skip, 1)) {
                x = outputBlocks.get(i).apply(pass, both, time);
            }
            pass.observer().accept("output_blocks." + i, x);
        }
        time.close();
        try (NDArray last = x) {
            return out.apply(pass, last);
        }
    }
}
