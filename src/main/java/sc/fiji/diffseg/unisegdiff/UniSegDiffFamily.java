package sc.fiji.diffseg.unisegdiff;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.SettingsJson;
import sc.fiji.diffseg.network.ModelFamily;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.network.TrainingChoices;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.WeightsOfFolder;
import sc.fiji.diffseg.weights.TensorSource;

/** UniSegDiff. */
@Plugin(type = ModelFamily.class, name = UniSegDiffFamily.NAME)
public final class UniSegDiffFamily implements ModelFamily {

    /** The family's name in model descriptions. */
    public static final String NAME = "unisegdiff";

    /** What training may change of the model it starts from: all but its sizes and its noise. */
    private static final List<String> CHANGEABLE =
            List.of(
                    "schedule",
                    "target",
                    "high_threshold",
                    "low_threshold",
                    "high_pinning",
                    "low_pinning",
                    "interval",
                    "clamp",
                    "steps");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "UniSegDiff";
    }

    /** What the description says of sampling counts where the user names no mode. */
    @Override
    public SamplingSettings resolve(ModelDescription description, SamplingSettings sampling) {
        UniSegDiffSettings settings = UniSegDiffSettings.of(description.network());
        SamplingDefaults defaults =
                SettingsJson.read(
                        description.sampling(), SamplingDefaults.PAPER, SamplingDefaults.class);
        SamplingSettings resolved = defaults.fill(sampling, settings);
        UniSegDiffModel.check(settings, resolved);
        return resolved;
    }

    @Override
    public SegmentationModel open(ModelFolder folder, TorchEngine engine) throws IOException {
        UniSegDiffSettings settings = UniSegDiffSettings.of(folder.description().network());
        UniSegDiffNetworks networks = UniSegDiffNetworks.of(settings);
        NDManager manager = engine.newManager();
        try {
            load(networks, settings, folder, manager);
        } catch (IOException | RuntimeException | Error e) {
            manager.close();
            throw e;
        }
        return UniSegDiffModel.owning(engine, networks, settings, manager);
    }

    @Override
    public TrainingChoices trainingChoices() {
        return new TrainingChoices(
                SettingsJson.chosen(UniSegDiffSettings.PAPER.toJson(), CHANGEABLE),
                SettingsJson.write(MethodSettings.PAPER),
                NamedSizes.all());
    }

    @Override
    public List<String> stages(JsonObject method, Optional<ModelDescription> base) {
        return settings(method).pretrained()
                ? List.of(FeatureStage.NAME, DenoiserStage.NAME)
                : List.of(DenoiserStage.NAME);
    }

    private static MethodSettings settings(JsonObject method) {
        return SettingsJson.readKnown(
                method, MethodSettings.PAPER, MethodSettings.class, "UniSegDiff");
    }

    @Override
    public TrainingPlan plan(
            TorchEngine engine,
            NDManager manager,
            JsonObject network,
            JsonObject method,
            Optional<ModelFolder> base,
            long seed)
            throws IOException {
        UniSegDiffSettings settings =
                UniSegDiffSettings.of(
                        base.map(
                                        folder ->
                                                SettingsJson.changed(
                                                        folder.description().network(),
                                                        network,
                                                        CHANGEABLE))
                                .orElse(network));
        UniSegDiffNetworks networks = UniSegDiffNetworks.of(settings);
        networks.parameters(settings.withDenoiser(true)).initialize(manager, seed);
        if (base.isPresent()) {
            load(networks, settings, base.get(), manager);
        }
        return new UniSegDiffTrainingPlan(engine, networks, settings, settings(method));
    }

    private static void load(
            UniSegDiffNetworks networks,
            UniSegDiffSettings settings,
            ModelFolder folder,
            NDManager manager)
            throws IOException {
        try (WeightsOfFolder files = WeightsOfFolder.of(folder)) {
            networks.parameters(settings).load(TensorSource.of("", files.list()), manager);
        }
    }
}
