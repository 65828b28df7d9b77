package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.NoiseTensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * Trains the denoiser on the features (section 2.2, Eq. 1): noise loss, Dice and cross-entropy,
 * weighted by the stage that each image's timestep belongs to.
 */
final class DenoiserStage implements TrainingStage {

    static final String NAME = "denoiser";

    private final UniSegDiffTrainingPlan plan;

    DenoiserStage(UniSegDiffTrainingPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StateDict trainable() {
        UniSegDiffNetworks networks = plan.networks();
        return plan.method().pretrained()
                ? networks.ofDenoiser()
                : networks.ofFeatures().and(networks.ofDenoiser());
    }

    @Override
    public StateDict averaged() {
        return plan.method().averageWeights() ? trainable() : StateDict.empty();
    }

    @Override
    public boolean validated() {
        return true;
    }

    @Override
    public void prepare(Iterator<TrainingBatch> batches) {
        plan.useDenoiser(true);
    }

    @Override
    public StageLoss loss(TrainingBatch batch, Pass pass, NDManager step) {
        UniSegDiffSettings settings = plan.settings();
        TimestepDraw draw = TimestepDraw.of(settings, plan.method().estimatedShare(), batch);
        NDArray masks = Batches.masks(batch, step);
        NDArray noise = NoiseTensors.ofStep(step, batch, 0, masks.getShape().getShape());
        Pass ofFeatures = plan.method().pretrained() ? Pass.inference(pass.operators()) : pass;
        Conditions conditions =
                plan.networks().features().conditions(ofFeatures, Batches.images(batch, step));
        NoisyMasks noisy = NoisyMasks.of(draw, masks, conditions.logits(), noise, settings.noise());
        DenoisingNetwork network = plan.networks().denoiser();
        DenoisingNetwork.Encoding encoding =
                network.encode(pass, noisy.masks(), draw.told(), conditions);

        Map<String, Float> parts = new LinkedHashMap<>();
        NDArray total = null;
        if (settings.target() != Target.NOISE) {
            MaskLosses losses = MaskLosses.of(network.maskLogits(pass, encoding), masks);
            parts.put("dice", losses.dice().mean().getFloat());
            parts.put("cross_entropy", losses.crossEntropy().mean().getFloat());
            NDArray weights = Tensors.of(step, draw.maskWeights(), batch.count());
            total = losses.dice().add(losses.crossEntropy()).mul(weights).mean();
        }
        if (settings.target() != Target.MASK) {
            NDArray loss = MaskLosses.noise(network.noise(pass, encoding), noisy.noise());
            parts.put("noise", loss.mean().getFloat());
            NDArray weights = Tensors.of(step, draw.noiseWeights(), batch.count());
            NDArray weighted = loss.mul(weights).mean();
            total = total == null ? weighted : total.add(weighted);
        }
        return new StageLoss(total, parts);
    }
}
