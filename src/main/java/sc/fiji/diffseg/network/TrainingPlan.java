package sc.fiji.diffseg.network;

import com.google.gson.JsonObject;
import java.util.List;

/** How a model of one family is trained: stages in order, on one set of networks. */
public interface TrainingPlan {

    /** The stages, first to last. */
    List<TrainingStage> stages();

    /** All parameters of the model, trained or not, as they stand in its weights file. */
    StateDict parameters();

    /**
     * Parameters that learn beside the model's and are no part of it, under names of their own: a
     * checkpoint keeps them, the model does not.
     */
    default StateDict auxiliary() {
        return StateDict.empty();
    }

    /** What the user should know before the training begins, in sentences. */
    default List<String> notices() {
        return List.of();
    }

    /** The model as it would predict now; it shares the parameters and must not be closed. */
    SegmentationModel model();

    /**
     * The family's part of the model description: network sizes, and what was measured from the
     * data, such as the latent scale.
     */
    JsonObject network();

    /** Takes back what {@link #network} said when a training was interrupted. */
    void restore(JsonObject network);
}
