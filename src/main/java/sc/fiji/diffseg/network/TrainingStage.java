package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDManager;
import java.util.Iterator;

/** One part of a training: which parameters learn, and from what. */
public interface TrainingStage {

    /** Its name, for the user and for settings: a few lower-case words. */
    String name();

    /** The parameters that learn. */
    StateDict trainable();

    /**
     * Those of the trainable parameters that predict with their running average instead of their
     * last value; may be empty.
     */
    StateDict averaged();

    /**
     * Whether the model segments well enough to be validated while this stage runs: false for a
     * stage that prepares the next.
     */
    boolean validated();

    /**
     * Measures what the stage needs of the data, once, before its first step, or in its place if it
     * is left out.
     *
     * @param batches an endless supply in the stage's own shape
     */
    default void prepare(Iterator<TrainingBatch> batches) {}

    /**
     * The loss of a batch.
     *
     * @param pass with which operators; recorded
     * @param step owns everything made in this step
     */
    StageLoss loss(TrainingBatch batch, Pass pass, NDManager step);
}
