package sc.fiji.diffseg.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.util.Iterator;
import java.util.List;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/** A plan whose steps go wrong in some way. */
record ChangedPlan(TrainingPlan plan, Change change) implements TrainingPlan {

    /** More bytes than any machine has. */
    private static final long TOO_MANY = 1L << 50;

    /** What goes wrong. */
    enum Change {
        /** Nothing. */
        NONE,
        /** PyTorch has memory for one image at a time. */
        ONE_FITS,
        /** PyTorch has memory for no image. */
        NONE_FITS,
        /** The batch with the seed 4 has a loss whose gradient is no number. */
        STEEP_AT_4
    }

    @Override
    public List<TrainingStage> stages() {
        return plan.stages().stream().map(stage -> (TrainingStage) new Stage(stage)).toList();
    }

    @Override
    public StateDict parameters() {
        return plan.parameters();
    }

    @Override
    public StateDict auxiliary() {
        return plan.auxiliary();
    }

    @Override
    public SegmentationModel model() {
        return plan.model();
    }

    @Override
    public JsonObject network() {
        return plan.network();
    }

    @Override
    public void restore(JsonObject network) {
        plan.restore(network);
    }

    private final class Stage implements TrainingStage {

        private final TrainingStage stage;

        private Stage(TrainingStage stage) {
            this.stage = stage;
        }

        @Override
        public String name() {
            return stage.name();
        }

        @Override
        public StateDict trainable() {
            return stage.trainable();
        }

        @Override
        public StateDict averaged() {
            return stage.averaged();
        }

        @Override
        public boolean validated() {
            return stage.name().equals("denoiser");
        }

        @Override
        public void prepare(Iterator<TrainingBatch> batches) {
            stage.prepare(batches);
        }

        @Override
        public StageLoss loss(TrainingBatch batch, Pass pass, NDManager step) {
            StageLoss loss = stage.loss(batch, pass, step);
            boolean tooMuch = change == Change.ONE_FITS && batch.count() > 1;
            if (tooMuch || change == Change.NONE_FITS) {
                // Fails as PyTorch does, in the middle of a step.
                Tensors.zeros(step, TOO_MANY);
            }
            if (change == Change.STEEP_AT_4 && batch.seed() == 4) {
                NDArray parameter = stage.trainable().arrays().get(0);
                NDArray steep = parameter.sub(parameter).sum().sqrt();
                return new StageLoss(loss.total().add(steep), loss.parts());
            }
            return loss;
        }
    }
}
