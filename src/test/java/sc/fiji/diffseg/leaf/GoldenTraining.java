package sc.fiji.diffseg.leaf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.SegmentationModel;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;
import sc.fiji.diffseg.weights.SafetensorsFile;

/**
 * The training of the reference numbers: our denoiser stage with aligned features, its random draws
 * and the teacher's features replaced by the given ones. Step by step the next ones, from the
 * first.
 */
final class GoldenTraining implements TrainingPlan, TrainingStage, AutoCloseable {

    static final int STEPS = 3;

    private static final int COUNT = 2;
    private static final int SIDE = 128;

    private final SafetensorsFile golden;
    private final LeafTrainingPlan plan;
    private final DenoiserStage stage;
    private int done;

    GoldenTraining(SafetensorsFile golden, NDManager manager) throws IOException {
        this.golden = golden;
        LeafSettings settings =
                GoldenNetworks.settings(
                        ConditioningHead.QUANT_MEAN,
                        ConcatOrder.IMAGE_FIRST,
                        0.18215,
                        true,
                        "sample",
                        "linear");
        LeafNetworks networks = LeafNetworks.of(settings);
        GoldenNetworks.loadUNet(networks.unet(), manager);
        GoldenNetworks.loadAutoencoder(networks.autoencoder(), manager);
        GoldenNetworks.load(networks.imageEncoder(), manager, "w.", "latent_encoder.safetensors");
        Projector projector = new Projector(32, 64, 32);
        GoldenNetworks.load(projector, manager, "w.projector.", "leaf_training.safetensors");
        DenoiserSettings method =
                new DenoiserSettings(
                        0,
                        500,
                        0,
                        false,
                        false,
                        false,
                        0.75,
                        AlignmentNormalization.PUBLISHED,
                        1,
                        64,
                        "");
        Alignment alignment =
                new Alignment(
                        method,
                        1,
                        projector,
                        (operators, batch, rows, columns, owner) ->
                                given(owner, "in.teacher_tokens", COUNT, rows * columns, 32));
        plan =
                new LeafTrainingPlan(
                        GoldenNetworks.engine(),
                        manager,
                        networks,
                        settings,
                        method,
                        Optional.of(alignment),
                        false);
        stage = new DenoiserStage(plan, method, Optional.of(alignment));
    }

    /** A step's share of an array whose first axis is the step. */
    NDArray given(NDManager owner, String name, long... shape) {
        try {
            FloatBuffer all = golden.readFloats(name);
            int count = all.remaining() / STEPS;
            FloatBuffer part = all.slice(done * count, count);
            return Tensors.filled(owner, buffer -> buffer.put(part), shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The batch of the step to come. */
    TrainingBatch batch() throws IOException {
        float[] images = bytes("in.image_u8");
        for (int i = 0; i < images.length; i++) {
            images[i] /= 255;
        }
        return new TrainingBatch(COUNT, SIDE, SIDE, images, bytes("in.mask_u8"), 1);
    }

    private float[] bytes(String name) throws IOException {
        byte[] all = golden.readBytes(name);
        float[] part = new float[all.length / STEPS];
        for (int i = 0; i < part.length; i++) {
            part[i] = all[done * part.length + i] & 0xff;
        }
        return part;
    }

    int[] timesteps() {
        try {
            int[] all = GoldenNetworks.timesteps(golden, "in.t");
            return Arrays.copyOfRange(all, done * COUNT, (done + 1) * COUNT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LeafSampler sampler() {
        return plan.sampler();
    }

    DenoiserStage stage() {
        return stage;
    }

    @Override
    public StageLoss loss(TrainingBatch batch, Pass pass, NDManager step) {
        NDArray clean = stage.maskLatents(batch, pass, step);
        NDArray noise = given(step, "in.noise", COUNT, 4, 16, 16);
        StageLoss loss = stage.loss(batch, pass, step, timesteps(), clean, noise);
        done++;
        return loss;
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
        return true;
    }

    @Override
    public List<TrainingStage> stages() {
        return List.of(this);
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

    @Override
    public void close() throws IOException {
        golden.close();
    }
}
