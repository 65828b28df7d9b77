package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.Map;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingStage;

/** Trains the feature network to segment (section 2.3): Dice and cross-entropy. */
final class FeatureStage implements TrainingStage {

    static final String NAME = "feature network";

    private final UniSegDiffTrainingPlan plan;

    FeatureStage(UniSegDiffTrainingPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StateDict trainable() {
        return plan.networks().ofFeatures();
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
        plan.useDenoiser(false);
    }

    @Override
    public StageLoss loss(TrainingBatch batch, Pass pass, NDManager step) {
        NDArray logits = plan.networks().features().apply(pass, Batches.images(batch, step));
        MaskLosses losses = MaskLosses.of(logits, Batches.masks(batch, step));
        NDArray dice = losses.dice().mean();
        NDArray crossEntropy = losses.crossEntropy().mean();
        return new StageLoss(
                dice.add(crossEntropy),
                Map.of("dice", dice.getFloat(), "cross_entropy", crossEntropy.getFloat()));
    }
}
