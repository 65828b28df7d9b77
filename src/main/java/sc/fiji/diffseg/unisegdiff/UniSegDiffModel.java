package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.DdimSampler;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.Prediction;
import sc.fiji.diffseg.network.SegmentationModel;

/** A UniSegDiff model with its weights, or its feature network alone. */
public final class UniSegDiffModel implements SegmentationModel {

    /** Feature maps of the finest level that are alive at once, from above. */
    private static final int LIVE_FEATURES = 10;

    private final TorchEngine engine;
    private final UniSegDiffNetworks networks;
    private final UniSegDiffSettings settings;
    private final NDManager weights;

    private UniSegDiffModel(
            TorchEngine engine,
            UniSegDiffNetworks networks,
            UniSegDiffSettings settings,
            NDManager weights) {
        this.engine = engine;
        this.networks = networks;
        this.settings = settings;
        this.weights = weights;
    }

    /**
     * A model that owns its weights.
     *
     * @param weights the manager of the networks' arrays; closed with the model
     */
    static UniSegDiffModel owning(
            TorchEngine engine,
            UniSegDiffNetworks networks,
            UniSegDiffSettings settings,
            NDManager weights) {
        return new UniSegDiffModel(engine, networks, settings, weights);
    }

    /** A model on the networks of a training; closing it does nothing. */
    static UniSegDiffModel sharing(
            TorchEngine engine, UniSegDiffNetworks networks, UniSegDiffSettings settings) {
        return new UniSegDiffModel(engine, networks, settings, null);
    }

    /** How the model is run. */
    public UniSegDiffSettings settings() {
        return settings;
    }

    @Override
    public Fusion fusion() {
        return Fusion.STAPLE;
    }

    @Override
    public TorchEngine engine() {
        return engine;
    }

    @Override
    public int divisor() {
        return settings.size().divisor();
    }

    @Override
    public void check(SamplingSettings sampling) {
        check(settings, sampling);
    }

    /** Makes sure that a model of these settings can sample as asked. */
    static void check(UniSegDiffSettings settings, SamplingSettings sampling) {
        SamplerMode mode = mode(settings, sampling);
        if (mode == SamplerMode.UNET && sampling.samples() > 1) {
            throw new IllegalArgumentException(
                    "The feature network alone has no randomness: ask for one sample.");
        }
        if (mode == SamplerMode.UNIFORM) {
            DdimSampler.timesteps(settings.timesteps(), steps(settings, sampling));
        } else if (sampling.steps() != 0) {
            throw new IllegalArgumentException(
                    "The number of denoising steps is part of the sampler '"
                            + mode.publishedName()
                            + "': set it to 0.");
        }
    }

    private static SamplerMode mode(UniSegDiffSettings settings, SamplingSettings sampling) {
        return SamplerMode.of(sampling.sampler(), sampling.samples(), settings);
    }

    private static int steps(UniSegDiffSettings settings, SamplingSettings sampling) {
        return sampling.steps() == 0 ? settings.steps() : sampling.steps();
    }

    @Override
    public Prediction predict(
            NDArray images, List<NoiseKey> keys, SamplingSettings sampling, Progress progress) {
        check(sampling);
        SamplerMode mode = mode(settings, sampling);
        Pass pass = Pass.inference(engine.operators(sampling.precision()));
        NDManager owner = images.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray batch = images.duplicate();
            batch.attach(scope);
            Conditions conditions = networks.features().conditions(pass, batch);
            progress.checkCancelled();
            List<NDArray> clean;
            if (mode == SamplerMode.UNET) {
                clean = List.of(NetworkBranches.clean(conditions.logits()));
                progress.report(1, "segmenting");
            } else {
                long[] shape = images.getShape().getShape();
                MaskDrawer drawer =
                        new MaskDrawer(
                                settings,
                                all -> new NetworkBranches(networks.denoiser(), pass, all),
                                conditions,
                                keys,
                                sampling.seed(),
                                shape[2],
                                shape[3]);
                clean = drawer.draw(mode, sampling.samples(), steps(settings, sampling), progress);
            }
            List<NDArray> samples = new ArrayList<>();
            for (NDArray mask : clean) {
                NDArray probability = NetworkBranches.probability(mask);
                probability.attach(owner);
                samples.add(probability);
            }
            return Prediction.of(samples);
        }
    }

    @Override
    public long bytesPerImage(int width, int height) {
        NetworkSize size = settings.size();
        long positions = (long) width * height / (size.folding() * size.folding());
        long maps = LIVE_FEATURES * positions * size.widths().get(0) * Float.BYTES;
        return settings.denoiser() ? maps * (1 + MaskDrawer.ROWS) : maps;
    }

    @Override
    public void close() {
        if (weights != null) {
            weights.close();
            engine.releaseMemory();
        }
    }
}
