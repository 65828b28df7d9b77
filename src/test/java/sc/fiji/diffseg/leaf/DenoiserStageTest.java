package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.model.SettingsJson;
import sc.fiji.diffseg.network.NoiseTensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StageLoss;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.training.Discs;

class DenoiserStageTest {

    private static final UNetSize UNET = new UNetSize(8, 4, 32, List.of(1, 1), 1, List.of(2), 2, 0);

    private final Pass pass = Pass.training(GoldenNetworks.operators());

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = GoldenNetworks.engine().newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** An untrained denoiser says 0, so its loss is the mean size of what it should have said. */
    @ParameterizedTest
    @CsvSource({"sample, 1, 0", "epsilon, 0, 1", "v_prediction, -0.8, 0.6"})
    void everyPredictionTypeHasItsOwnTarget(String type, float ofClean, float ofNoise)
            throws IOException {
        LeafSettings settings = settings(type);
        DenoiserStage stage = stage(settings, Optional.empty());
        // Found by hand: the timestep at which alpha is 0.6.
        int timestep = 0;
        while (settings.schedule().alpha(timestep) > 0.6) {
            timestep++;
        }
        TrainingBatch batch = batch();
        NDArray clean = stage.maskLatents(batch, pass, manager);
        NDArray noise = NoiseTensors.ofStep(manager, batch, 0, clean.getShape().getShape());
        int[] timesteps = {timestep, timestep};
        StageLoss loss = stage.loss(batch, pass, manager, timesteps, clean, noise);
        float[] z = Tensors.toFloats(clean);
        float[] e = Tensors.toFloats(noise);
        double expected = 0;
        for (int i = 0; i < z.length; i++) {
            expected += Math.abs(ofClean * z[i] + ofNoise * e[i]) / z.length;
        }
        assertEquals(expected, loss.total().getFloat(), 2e-3 * expected);
    }

    @Test
    void gradientsReachProjectorAndEncodersButNeverTheTeacher(@TempDir Path folder)
            throws IOException {
        Dinov2Teacher teacher = Dinov2Teacher.open(Dinov2Files.random(folder, 1).get(0), manager);
        StateDict frozen = StateDict.of(teacher.transformer());
        float[] before = Tensors.toFloats(frozen.array("blocks.1.attn.qkv.weight"));
        Projector projector = new Projector(32, 16, 64);
        StateDict.of(projector).initialize(manager, 1);
        Alignment alignment =
                new Alignment(
                        DenoiserSettings.PAPER, 2, projector, new RememberedFeatures(teacher));
        DenoiserStage stage = stage(settings("sample"), Optional.of(alignment));
        StateDict trainable = stage.trainable();
        trainable.setTrainable(true);
        try (GradientCollector collector = GoldenNetworks.engine().newGradientCollector()) {
            StageLoss loss = stage.loss(batch(), pass, manager);
            assertEquals(List.of("l1", "alignment"), List.copyOf(loss.parts().keySet()));
            collector.backward(loss.total());
        }
        for (String name :
                List.of(
                        "projector.0.weight",
                        "unet.input_blocks.2.0.out_layers.3.weight",
                        "latent_encoder.encoder.conv_in.weight")) {
            float most = trainable.array(name).getGradient().abs().max().getFloat();
            assertTrue(most > 0, name + " learns");
        }
        for (NDArray array : frozen.arrays()) {
            assertFalse(array.hasGradient());
        }
        assertArrayEquals(before, Tensors.toFloats(frozen.array("blocks.1.attn.qkv.weight")));
    }

    @Test
    void onWishTheDecoderLearnsFromTheDiceAndTheLatentsStay() throws IOException {
        DenoiserSettings method =
                SettingsJson.readKnown(
                        JsonParser.parseString(
                                        "{\"learn_decoder\": true, \"dice_weight\": 1,"
                                                + " \"inference_share\": 1}")
                                .getAsJsonObject(),
                        DenoiserSettings.PAPER,
                        DenoiserSettings.class,
                        "LEAF");
        DenoiserStage stage = stage(settings("sample"), method, Optional.empty());
        StateDict trainable = stage.trainable();
        // An untrained denoiser says 0, of which no weight of the decoder learns anything.
        trainable.array("unet.out.2.weight").addi(0.05);
        trainable.setTrainable(true);
        try (GradientCollector collector = GoldenNetworks.engine().newGradientCollector()) {
            collector.backward(stage.loss(batch(), pass, manager).total());
        }
        for (String name : List.of("vae.post_quant_conv.weight", "vae.decoder.conv_out.weight")) {
            assertTrue(
                    trainable.array(name).getGradient().abs().max().getFloat() > 0,
                    name + " learns");
            assertTrue(stage.averaged().names().contains(name), name + " is averaged");
        }
        assertTrue(
                trainable.names().stream()
                        .noneMatch(
                                name ->
                                        name.startsWith("vae.encoder")
                                                || name.startsWith("vae.quant_conv")));
        StateDict published = stage(settings("sample"), Optional.empty()).trainable();
        assertTrue(published.names().stream().noneMatch(name -> name.startsWith("vae.")));
    }

    @Test
    void aDecoderThatNothingTeachesIsRefused() {
        JsonObject method = JsonParser.parseString("{\"learn_decoder\": true}").getAsJsonObject();
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new LeafFamily()
                                        .plan(
                                                GoldenNetworks.engine(),
                                                manager,
                                                settings("sample").toJson(),
                                                method,
                                                Optional.empty(),
                                                1));
        assertEquals(
                "LEAF cannot be trained so: with learn_decoder, dice_weight must be above 0, as only"
                        + " that term teaches the decoder.",
                refusal.getMessage());
    }

    private static TrainingBatch batch() {
        return new Discs(1, true, Long.MAX_VALUE).next();
    }

    private DenoiserStage stage(LeafSettings settings, Optional<Alignment> alignment) {
        return stage(settings, DenoiserSettings.PAPER, alignment);
    }

    private DenoiserStage stage(
            LeafSettings settings, DenoiserSettings method, Optional<Alignment> alignment) {
        LeafNetworks networks = LeafNetworks.of(settings);
        networks.parameters().initialize(manager, 1);
        LeafTrainingPlan plan =
                new LeafTrainingPlan(
                        GoldenNetworks.engine(),
                        manager,
                        networks,
                        settings,
                        method,
                        alignment,
                        false);
        return new DenoiserStage(plan, method, alignment);
    }

    private static LeafSettings settings(String predictionType) {
        LeafSettings published = LeafSettings.PUBLISHED;
        return new LeafSettings(
                new AutoencoderSize(32, List.of(1, 1), 1, 4),
                UNET,
                ConditioningHead.QUANT_MEAN,
                ConcatOrder.IMAGE_FIRST,
                1,
                false,
                predictionType,
                published.betaSchedule(),
                published.betaStart(),
                published.betaEnd(),
                published.timesteps(),
                published.steps());
    }
}
