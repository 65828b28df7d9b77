package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.ScriptOps;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;

/**
 * LEAF's training: the autoencoder where there is none yet, then, if wished, the image encoder as a
 * segmenter, then denoiser and image encoder.
 *
 * <p>After the autoencoder's stage the scale of the latents is measured, one over the standard
 * deviation of mask latents, and the image encoder starts as a copy of the autoencoder's.
 *
 * <p>The teacher and the projector of the feature alignment are no part of the model.
 */
public final class LeafTrainingPlan implements TrainingPlan {

    private static final int MEASURED_BATCHES = 16;

    private final TorchEngine engine;
    private final NDManager manager;
    private final LeafNetworks networks;
    private final boolean fromScratch;
    private final DenoiserSettings denoiser;
    private final Optional<Alignment> alignment;
    private final List<TrainingStage> stages;
    private LeafSettings settings;

    /**
     * Plans a training.
     *
     * @param manager owns the weights
     * @param networks with weights, initialised or loaded
     * @param alignment the feature alignment, where there is a teacher
     * @param fromScratch whether the autoencoder is to be trained too and the latent scale measured
     */
    LeafTrainingPlan(
            TorchEngine engine,
            NDManager manager,
            LeafNetworks networks,
            LeafSettings settings,
            DenoiserSettings denoiser,
            Optional<Alignment> alignment,
            boolean fromScratch) {
        this.engine = engine;
        this.manager = manager;
        this.networks = networks;
        this.settings = settings;
        this.fromScratch = fromScratch;
        this.denoiser = denoiser;
        this.alignment = alignment;
        List<TrainingStage> planned = new ArrayList<>();
        if (fromScratch) {
            planned.add(new AutoencoderStage(networks.autoencoder()));
        }
        if (denoiser.warmEncoder()) {
            planned.add(new ImageEncoderStage(this, denoiser.diceWeight()));
        }
        planned.add(new DenoiserStage(this, denoiser, alignment));
        stages = List.copyOf(planned);
    }

    @Override
    public List<TrainingStage> stages() {
        return stages;
    }

    @Override
    public StateDict parameters() {
        return networks.parameters();
    }

    @Override
    public StateDict auxiliary() {
        return alignment.map(Alignment::parameters).orElseGet(StateDict::empty);
    }

    @Override
    public List<String> notices() {
        return Alignment.notice(denoiser, alignment).stream().toList();
    }

    @Override
    public SegmentationModel model() {
        return LeafModel.sharing(engine, networks, settings);
    }

    @Override
    public JsonObject network() {
        return settings.toJson();
    }

    @Override
    public void restore(JsonObject network) {
        settings = LeafSettings.of(network);
    }

    LeafNetworks networks() {
        return networks;
    }

    LeafSettings settings() {
        return settings;
    }

    LeafSampler sampler() {
        return new LeafSampler(networks, settings);
    }

    /** What is to be predicted: the scaled latents of a batch's masks. */
    NDArray maskLatents(TrainingBatch batch, Pass pass, NDManager step) {
        Pass frozen = Pass.inference(pass.operators());
        try (NDArray masks = LeafBatches.masks(batch, step);
                NDArray raw = networks.autoencoder().encode(frozen, masks)) {
            return Tensors.times(raw, settings.latentScale());
        }
    }

    /** Where the autoencoder is new, measures the latents' scale and starts the image encoder. */
    void prepareLatents(Iterator<TrainingBatch> batches) {
        if (!fromScratch) {
            return;
        }
        settings = settings.withLatentScale(1 / maskLatentDeviation(batches));
        StateDict target = StateDict.of(networks.imageEncoder());
        StateDict source = StateDict.of(networks.autoencoder());
        for (String name : target.names()) {
            try {
                target.set(name, manager, buffer -> Tensors.copyTo(source.array(name), buffer));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private double maskLatentDeviation(Iterator<TrainingBatch> batches) {
        ScriptOps operators = engine.operators(Precision.FLOAT32);
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (int i = 0; i < MEASURED_BATCHES; i++) {
            try (NDManager scope = engine.newManager()) {
                NDArray masks = LeafBatches.masks(batches.next(), scope);
                NDArray latents = networks.autoencoder().encode(Pass.inference(operators), masks);
                for (float value : Tensors.toFloats(latents)) {
                    sum += value;
                    squares += (double) value * value;
                    count++;
                }
            }
        }
        double mean = sum / count;
        return Math.sqrt(squares / count - mean * mean);
    }
}
