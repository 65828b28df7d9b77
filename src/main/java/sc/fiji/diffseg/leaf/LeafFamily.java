package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.SettingsJson;
import sc.fiji.diffseg.network.ImportChoice;
import sc.fiji.diffseg.network.Layer;
import sc.fiji.diffseg.network.ModelFamily;
import sc.fiji.diffseg.network.PublishedLayout;
import sc.fiji.diffseg.network.Recognition;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingChoices;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.WeightsOfFolder;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.TensorSource;

/** LEAF, and SDSeg as a setting of it. */
@Plugin(type = ModelFamily.class, name = LeafFamily.NAME)
public final class LeafFamily implements ModelFamily {

    /** The family's name in model descriptions. */
    public static final String NAME = "leaf";

    /** What a training may change of its base: all that no weight depends on. */
    private static final List<String> CHANGEABLE =
            List.of(
                    "prediction_type",
                    "beta_schedule",
                    "beta_start",
                    "beta_end",
                    "clamp_latent",
                    "steps");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "LEAF";
    }

    @Override
    public SamplingSettings resolve(ModelDescription description, SamplingSettings sampling) {
        SamplingSettings resolved = sampling.samples() == 0 ? sampling.withSamples(1) : sampling;
        LeafSettings.of(description.network()).requireSampling(resolved);
        return resolved;
    }

    @Override
    public SegmentationModel open(ModelFolder folder, TorchEngine engine) throws IOException {
        LeafSettings settings = LeafSettings.of(folder.description().network());
        LeafNetworks networks = LeafNetworks.of(settings);
        NDManager manager = engine.newManager();
        try {
            load(networks, folder, manager);
        } catch (IOException | RuntimeException | Error e) {
            manager.close();
            throw e;
        }
        return LeafModel.owning(engine, networks, settings, manager);
    }

    @Override
    public TrainingChoices trainingChoices() {
        return new TrainingChoices(
                SettingsJson.chosen(LeafSettings.PUBLISHED.toJson(), CHANGEABLE),
                SettingsJson.write(DenoiserSettings.PAPER),
                LeafSizes.all());
    }

    @Override
    public List<String> stages(JsonObject method, Optional<ModelDescription> base) {
        List<String> stages = new ArrayList<>();
        if (lacksAutoencoder(base)) {
            stages.add(AutoencoderStage.NAME);
        }
        if (settings(method).warmEncoder()) {
            stages.add(ImageEncoderStage.NAME);
        }
        stages.add(DenoiserStage.NAME);
        return stages;
    }

    private static DenoiserSettings settings(JsonObject method) {
        return SettingsJson.readKnown(
                method, DenoiserSettings.PAPER, DenoiserSettings.class, "LEAF");
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
        Optional<LeafBase> beginning =
                base.map(ModelFolder::description)
                        .filter(ModelDescription::base)
                        .map(LeafBase::new);
        LeafSettings settings =
                beginning
                        .map(from -> from.settings(network))
                        .orElseGet(() -> settings(network, base));
        LeafNetworks networks = LeafNetworks.of(settings);
        if (beginning.isPresent()) {
            try (WeightsOfFolder files = WeightsOfFolder.of(base.get())) {
                beginning.get().load(networks, files.list(), manager, seed);
            }
        } else if (base.isPresent()) {
            load(networks, base.get(), manager);
        } else {
            networks.parameters().initialize(manager, seed);
        }
        boolean fromScratch = lacksAutoencoder(base.map(ModelFolder::description));
        DenoiserSettings denoiser = settings(method);
        denoiser.requireTeaching();
        Optional<Alignment> alignment = Alignment.of(denoiser, settings, manager, seed);
        return new LeafTrainingPlan(
                engine, manager, networks, settings, denoiser, alignment, fromScratch);
    }

    private static boolean lacksAutoencoder(Optional<ModelDescription> base) {
        return base.map(from -> from.base() && !new LeafBase(from).has(LeafPart.AUTOENCODER))
                .orElse(true);
    }

    private static LeafSettings settings(JsonObject network, Optional<ModelFolder> base) {
        return LeafSettings.of(
                base.map(
                                folder ->
                                        SettingsJson.changed(
                                                folder.description().network(),
                                                network,
                                                CHANGEABLE))
                        .orElse(network));
    }

    @Override
    public Optional<ModelDescription> describe(Path folder, Progress progress) throws IOException {
        return PublishedLeafFolder.recognises(folder)
                ? Optional.of(PublishedLeafFolder.describe(folder, progress))
                : Optional.empty();
    }

    @Override
    public Optional<Recognition> recognise(List<TensorFile> files, ImportChoice choice)
            throws IOException {
        return LeafRecognition.of(files, choice);
    }

    @Override
    public PublishedLayout publishedLayout(ModelDescription model, WeightsOfFolder weights)
            throws IOException {
        return PublishedLeafLayout.of(model, weights.list());
    }

    private static void load(LeafNetworks networks, ModelFolder folder, NDManager manager)
            throws IOException {
        try (WeightsOfFolder files = WeightsOfFolder.of(folder)) {
            if (PublishedLeafFolder.recognises(folder.folder())) {
                List<Layer> published =
                        List.of(networks.unet(), networks.imageEncoder(), networks.autoencoder());
                for (int i = 0; i < published.size(); i++) {
                    TensorSource source = TensorSource.of("", List.of(files.list().get(i)));
                    StateDict.of(published.get(i)).load(source, manager);
                }
            } else {
                networks.parameters().load(TensorSource.of("", files.list()), manager);
            }
        }
    }
}
