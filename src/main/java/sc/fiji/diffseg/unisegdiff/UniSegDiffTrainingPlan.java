package sc.fiji.diffseg.unisegdiff;

import com.google.gson.JsonObject;
import java.util.List;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * UniSegDiff's training: the feature network, then the denoiser on its frozen features. Until the
 * second stage begins, the model is its feature network.
 */
public final class UniSegDiffTrainingPlan implements TrainingPlan {

    private final TorchEngine engine;
    private final UniSegDiffNetworks networks;
    private final MethodSettings method;
    private final List<TrainingStage> stages;
    private UniSegDiffSettings settings;

    /**
     * Plans a training.
     *
     * @param networks with weights, initialised or loaded
     * @throws IllegalArgumentException in one sentence, if the method's settings make no sense for
     *     the model's
     */
    UniSegDiffTrainingPlan(
            TorchEngine engine,
            UniSegDiffNetworks networks,
            UniSegDiffSettings settings,
            MethodSettings method) {
        method.requireFor(settings);
        this.engine = engine;
        this.networks = networks;
        this.settings = settings;
        this.method = method;
        TrainingStage second = new DenoiserStage(this);
        stages = method.pretrained() ? List.of(new FeatureStage(this), second) : List.of(second);
    }

    @Override
    public List<TrainingStage> stages() {
        return stages;
    }

    @Override
    public StateDict parameters() {
        return networks.parameters(settings);
    }

    @Override
    public SegmentationModel model() {
        return UniSegDiffModel.sharing(engine, networks, settings);
    }

    @Override
    public JsonObject network() {
        return settings.toJson();
    }

    @Override
    public void restore(JsonObject network) {
        settings = UniSegDiffSettings.of(network);
    }

    void useDenoiser(boolean used) {
        settings = settings.withDenoiser(used);
    }

    UniSegDiffNetworks networks() {
        return networks;
    }

    UniSegDiffSettings settings() {
        return settings;
    }

    MethodSettings method() {
        return method;
    }
}
