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
    private final boolean maskSkip;
    private final TimeEmbedding timeEmbedding;
    private final UNetEncoder encoder;
    private final List<DualCrossAttention> fusions = new ArrayList<>();
    private final UNetDecoder maskDecoder;
    private final UNetDecoder noiseDecoder;

    DenoisingNetwork(NetworkSize size) {
        width = size.widths().get(0);
        noiseSkip = size.noiseSkip();
        maskSkip = size.maskSkip();
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

    /**
     * Noisy masks and what the encoder knows of them; closing it closes what the encoder made.
     *
     * @param logits the feature network's masks
     */
    record Encoding(NDArray noisy, NDArray logits, List<NDArray> skips, NDArray time)
            implements AutoCloseable {

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
     * @param conditions of N images
     */
    Encoding encode(Pass pass, NDArray noisy, int[] timesteps, Conditions conditions) {
        NDArray time;
        try (NDArray sinusoids = TimeEmbedding.sinusoids(noisy.getManager(), timesteps, width)) {
            time = timeEmbedding.apply(pass, sinusoids);
        }
        return encode(pass, noisy, time, conditions);
    }

    private Encoding encode(Pass pass, NDArray noisy, NDArray time, Conditions conditions) {
        UNetEncoder.Fusion fusion =
                (level, x) -> fusions.get(level).apply(pass, x, conditions.features().get(level));
        List<NDArray> skips = encoder.levels(pass, noisy, fusion, time);
        return new Encoding(noisy, conditions.logits(), skips, time);
    }

    /** The logits of the clean masks (N,1,H,W). */
    NDArray maskLogits(Pass pass, Encoding encoding) {
        NDArray output = maskDecoder.apply(pass, encoding.inputs());
        return maskSkip ? sum(output, encoding.logits()) : output;
    }

    /** The noise epsilon in the masks (N,1,H,W). */
    NDArray noise(Pass pass, Encoding encoding) {
        NDArray output = noiseDecoder.apply(pass, encoding.inputs());
        return noiseSkip ? sum(output, encoding.noisy()) : output;
    }

    private static NDArray sum(NDArray output, NDArray skipped) {
        try (output) {
            return output.add(skipped);
        }
    }

    /**
     * Mask logits of noisy masks, the sinusoids of their timesteps, the feature network's logits,
     * and the features.
     */
    @Override
    public NDArray apply(Pass pass, NDArray... inputs) {
        List<NDArray> features = Arrays.asList(UNetDecoder.after(inputs, 3));
        NDArray time = timeEmbedding.apply(pass, inputs[1]);
        Conditions conditions = new Conditions(features, inputs[2]);
        try (Encoding encoding = encode(pass, inputs[0], time, conditions)) {
            return maskLogits(pass, encoding);
        }
    }
}
