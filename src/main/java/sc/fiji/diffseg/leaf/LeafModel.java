package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.NoiseTensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.Prediction;
import sc.fiji.diffseg.network.SegmentationModel;

/** A LEAF or SDSeg model with its weights. */
public final class LeafModel implements SegmentationModel {

    /** Activations of the largest level that are alive at once in the decoder, from above. */
    private static final int LIVE_ACTIVATIONS = 6;

    private final TorchEngine engine;
    private final LeafSettings settings;
    private final LeafSampler sampler;
    private final NDManager weights;

    private LeafModel(
            TorchEngine engine, LeafNetworks networks, LeafSettings settings, NDManager weights) {
        this.engine = engine;
        this.settings = settings;
        this.weights = weights;
        sampler = new LeafSampler(networks, settings);
    }

    /**
     * A model that owns its weights.
     *
     * @param weights the manager of the networks' arrays; closed with the model
     */
    public static LeafModel owning(
            TorchEngine engine, LeafNetworks networks, LeafSettings settings, NDManager weights) {
        return new LeafModel(engine, networks, settings, weights);
    }

    /**
     * A model on networks that are somebody else's, such as a training's; closing it does nothing.
     */
    static LeafModel sharing(TorchEngine engine, LeafNetworks networks, LeafSettings settings) {
        return new LeafModel(engine, networks, settings, null);
    }

    /** How the model is run. */
    public LeafSettings settings() {
        return settings;
    }

    @Override
    public TorchEngine engine() {
        return engine;
    }

    @Override
    public int divisor() {
        return settings.divisor();
    }

    @Override
    public void check(SamplingSettings sampling) {
        settings.requireSampling(sampling);
    }

    @Override
    public Prediction predict(
            NDArray images, List<NoiseKey> keys, SamplingSettings sampling, Progress progress) {
        check(sampling);
        int steps = settings.steps(sampling);
        Pass pass = Pass.inference(engine.operators(sampling.precision()));
        NDManager owner = images.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray batch = images.duplicate();
            batch.attach(scope);
            NDArray condition = sampler.condition(pass, batch);
            batch.close();
            List<NDArray> samples = new ArrayList<>();
            for (int sample = 0; sample < sampling.samples(); sample++) {
                Progress part =
                        progress.part(
                                sample / (double) sampling.samples(),
                                (sample + 1) / (double) sampling.samples());
                // Decoding takes about as long as a step.
                Progress denoising = part.part(0, steps / (steps + 1.0));
                try (NDArray noise = noise(scope, condition, keys, sampling.seed(), sample);
                        NDArray latent = sampler.latent(pass, condition, noise, steps, denoising)) {
                    progress.checkCancelled();
                    NDArray probability = sampler.probability(pass, latent);
                    probability.attach(owner);
                    samples.add(probability);
                    part.report(1, "decoding");
                }
            }
            return Prediction.of(samples);
        }
    }

    private static NDArray noise(
            NDManager manager, NDArray condition, List<NoiseKey> keys, long seed, int sample) {
        long[] shape = condition.getShape().getShape();
        return NoiseTensors.gaussians(
                manager, keys, seed, sample, 1, Arrays.copyOfRange(shape, 1, shape.length));
    }

    @Override
    public long bytesPerImage(int width, int height) {
        int widest = settings.autoencoder().channels(Math.min(1, lastLevel()));
        return (long) LIVE_ACTIVATIONS * widest * width * height * Float.BYTES;
    }

    private int lastLevel() {
        return settings.autoencoder().chMult().size() - 1;
    }

    @Override
    public void close() {
        if (weights != null) {
            weights.close();
            engine.releaseMemory();
        }
    }
}
