package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.TimeEmbedding;
import sc.fiji.diffseg.network.TimeResidualBlock;

/**
 * DNet: one encoder of the noisy mask, into which the conditional features are fused level by
 * level, a mask decoder and a noise decoder (section 2.1).
 */
final class DenoisingNetwork extends Layer {

    private final int width;
    private final boolean noiseSkip;
    private final TimeEmbedding timeEmbedding;
    private final UNetEncoder encoder;
    private final List<DualCrossAttention> fusions = new ArrayList<>();
    private final UNetDecoder maskDecoder;
    private final UNetDecoder noiseDecoder;

    DenoisingNetwork(NetworkSize size) {
        width = size.widths().get(0);
        noiseSkip = size.noiseSkip();
        UNetEncoder.Blocks blocks =
                (in, out) -> new TimeResidualBlock(in, out, size.embedding(), size.dropout(), 0);
        timeEmbedding = child("time_embed", new TimeEmbedding(width));
        encoder = child("encoder", new UNetEncoder(size, 1, blocks));
        for (int level = 0; level < size.widths().size(); level++) {
            fusions.add(
                    child(
                            "fusion." + level,
                            new DualCrossAttention(size, size.widths().get(level))));
        }
        maskDecoder = child("mask_decoder", new UNetDecoder(size, blocks));
        noiseDecoder = child("noise_decoder", new UNetDecoder(size, blocks));
    }

    /** Noisy masks and what the encoder knows of them; closing it closes all but the masks. */
    record Encoding(NDArray noisy, List<NDArray> skips, NDArray time) implements AutoCloseable {

        private NDArray[] inputs() {
            List<NDArray> inputs = new ArrayList<>(skips);
            inputs.add(time);
            return inputs.toArray(new NDArray[0]);
        }

        @Override
        public void close() {
            skips.forEach(NDArray::close);
            time.close();
        }
    }

    /**
     * Encodes noisy masks.
     *
     * @param noisy (N,1,H,W), 1 foreground and -1 background before the noise; the encoding belongs
     *     to its manager
     * @param timesteps one per mask
     * @param features the conditional features of all levels, finest first, each of N images
     */
    Encoding encode(Pass pass, NDArray noisy, int[] timesteps, List<NDArray> features) {
        NDArray time;
        try (NDArray sinusoids = TimeEmbedding.sinusoids(noisy.getManager(), timesteps, width)) {
            time = timeEmbedding.apply(pass, sinusoids);
        }
        UNetEncoder.Fusion fusion =
                (level, x) -> fusions.get(level).apply(pass, x, features.get(level));
        return new Encoding(noisy, encoder.levels(pass, noisy, fusion, time), time);
    }

    /** The logits of the clean masks (N,1,H,W). */
    NDArray maskLogits(Pass pass, Encoding encoding) {
        return maskDecoder.apply(pass, encoding.inputs());
    }

    /** The noise epsilon in the masks (N,1,H,W). */
    NDArray noise(Pass pass, Encoding encoding) {
        NDArray output = noiseDecoder.apply(pass, encoding.inputs());
        if (!noiseSkip) {
            return output;
        }
        try (output) {
            return output.add(encoding.noisy());
        }
    }

    /** Mask logits of noisy masks, the sinusoids of their timesteps, and the features. */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        List<NDArray> features = Arrays.asList(UNetDecoder.after(inputs, 2));
        NDArray time = timeEmbedding.apply(pass, inputs[1]);
        UNetEncoder.Fusion fusion =
                (level, x) -> fusions.get(level).apply(pass, x, features.get(level));
        try (Encoding encoding =
                new Encoding(inputs[0], encoder.levels(pass, inputs[0], fusion, time), time)) {
            return maskLogits(pass, encoding);
        }
    }
}
