package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.NoiseTensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * Trains the autoencoder where no published one is there: images and masks alike are encoded to a
 * sample of their posterior and decoded again; loss L1 + 1e-6 KL.
 *
 * <p>Both terms are divided by the number of an image's values, so that their ratio is that of the
 * latent diffusion code, which divides neither.
 */
final class AutoencoderStage implements TrainingStage {

    /** Name of the stage in settings. */
    static final String NAME = "autoencoder";

    private static final double KL_WEIGHT = 1e-6;
    private static final double LEAST_LOG_VARIANCE = -30;
    private static final double MOST_LOG_VARIANCE = 20;

    private final Autoencoder autoencoder;
    private final StateDict parameters;

    AutoencoderStage(Autoencoder autoencoder) {
        this.autoencoder = autoencoder;
        parameters = StateDict.of(autoencoder).prefixed(LeafNetworks.AUTOENCODER);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StateDict trainable() {
        return parameters;
    }

    @Override
    public StateDict averaged() {
        return StateDict.empty();
    }

    @Override
    public boolean validated() {
        return false;
    }

    @Override
    public StageLoss loss(TrainingBatch batch, Pass pass, NDManager step) {
        NDArray targets = LeafBatches.images(batch, step).concat(LeafBatches.masks(batch, step));
        NDList moments = autoencoder.moments(pass, targets).split(2, 1);
        NDArray mean = moments.get(0);
        NDArray logVariance =
                Tensors.limited(moments.get(1), LEAST_LOG_VARIANCE, MOST_LOG_VARIANCE);
        long[] shape = mean.getShape().getShape();
        NDArray noise = NoiseTensors.ofStep(step, batch, 0, shape);
        NDArray latents = mean.add(Tensors.times(logVariance, 0.5).exp().mul(noise));
        NDArray reconstruction = autoencoder.decode(pass, latents);
        NDArray l1 = reconstruction.sub(targets).abs().mean();
        NDArray divergence = mean.square().add(logVariance.exp()).sub(1).sub(logVariance).sum();
        NDArray kl = Tensors.times(divergence, 0.5 / targets.getShape().size());
        return new StageLoss(
                l1.add(Tensors.times(kl, KL_WEIGHT)),
                Map.of("l1", l1.getFloat(), "kl", kl.getFloat()));
    }
}
