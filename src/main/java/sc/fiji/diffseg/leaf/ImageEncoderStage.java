package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.SoftDice;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * Warms up the image encoder as a segmenter before the denoiser learns: its latents are drawn to
 * those of the masks, by L1 and by the soft Dice of what the frozen decoder makes of them. Our own
 * addition; in the paper the image encoder learns with the denoiser alone.
 */
final class ImageEncoderStage implements TrainingStage {

    /** Name of the stage in settings. */
    static final String NAME = "image encoder";

    private final LeafTrainingPlan plan;
    private final double diceWeight;
    private final StateDict imageEncoder;

    ImageEncoderStage(LeafTrainingPlan plan, double diceWeight) {
        this.plan = plan;
        this.diceWeight = diceWeight;
        imageEncoder =
                StateDict.of(plan.networks().imageEncoder()).prefixed(LeafNetworks.IMAGE_ENCODER);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StateDict trainable() {
        return imageEncoder;
    }

    @Override
    public StateDict averaged() {
        return StateDict.empty();
    }

    /** The denoiser, which predicts, does not know these latents yet. */
    @Override
    public boolean validated() {
        return false;
    }

    @Override
    public void prepare(Iterator<TrainingBatch> batches) {
        plan.prepareLatents(batches);
    }

    @Override
    public StageLoss loss(TrainingBatch batch, Pass pass, NDManager step) {
        NDArray target = plan.maskLatents(batch, pass, step);
        NDArray images =
                Tensors.of(step, batch.images(), batch.count(), 3, batch.height(), batch.width());
        NDArray latents = plan.sampler().condition(pass, images);
        NDArray l1 = latents.sub(target).abs().mean();
        Map<String, Float> parts = new LinkedHashMap<>();
        parts.put("l1", l1.getFloat());
        if (diceWeight == 0) {
            return new StageLoss(l1, parts);
        }
        int area = batch.height() * batch.width();
        NDArray masks =
                Tensors.of(step, batch.masks(), batch.count(), 1, batch.height(), batch.width());
        NDArray soft =
                plan.sampler()
                        .learnableProbability(pass.withoutDropout(), latents, masks)
                        .reshape(batch.count(), area);
        NDArray dice = SoftDice.losses(soft, masks.reshape(batch.count(), area)).mean();
        parts.put("dice", dice.getFloat());
        return new StageLoss(l1.add(Tensors.times(dice, diceWeight)), parts);
    }
}
