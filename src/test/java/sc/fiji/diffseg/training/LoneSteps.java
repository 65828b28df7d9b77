package sc.fiji.diffseg.training;

import java.util.Map;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.AdamW;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * Steps of a plan's last stage as a training makes them, with the paper's settings, but one at a
 * time and without data, history or checkpoints.
 */
public final class LoneSteps implements AutoCloseable {

    private final Learner learner;
    private long made;

    /** Begins; the plan's weights learn. */
    public LoneSteps(TorchEngine engine, TrainingPlan plan, Precision precision) {
        TrainingStage stage = plan.stages().get(plan.stages().size() - 1);
        TrainingSettings settings =
                new TrainingSettings(
                        Map.of(
                                stage.name(),
                                new StageSettings(100_000, 4e-5, 10_000, StageSettings.CONSTANT)),
                        AdamW.DEFAULT,
                        TrainingSettings.GRADIENT_LIMIT,
                        TrainingSettings.AVERAGE_DECAY,
                        1,
                        precision,
                        1,
                        1);
        learner = new Learner(engine, stage, settings);
    }

    /** Makes the next step. */
    public void step(TrainingBatch batch) {
        learner.step(batch, ++made);
    }

    @Override
    public void close() {
        learner.close();
    }
}
