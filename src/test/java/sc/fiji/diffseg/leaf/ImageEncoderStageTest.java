package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.network.TrainingStage;
import sc.fiji.diffseg.training.Discs;

class ImageEncoderStageTest {

    private static final String NETWORK =
            """
            {"autoencoder": {"ch": 32, "ch_mult": [1, 1], "num_res_blocks": 1, "z_channels": 4},
             "unet": {"in_channels": 8, "out_channels": 4, "model_channels": 32,
                      "channel_mult": [1, 1], "num_res_blocks": 1, "attention_resolutions": [2],
                      "num_heads": 2, "dropout": 0},
             "clamp_latent": false}
            """;
    private static final String WEIGHT = "latent_encoder.encoder.conv_in.weight";

    private NDManager manager;
    private TrainingPlan plan;

    @BeforeEach
    void open() throws IOException {
        manager = GoldenNetworks.engine().newManager();
        JsonObject method =
                JsonParser.parseString("{\"warm_encoder\": true, \"dice_weight\": 1}")
                        .getAsJsonObject();
        plan =
                new LeafFamily()
                        .plan(
                                GoldenNetworks.engine(),
                                manager,
                                JsonParser.parseString(NETWORK).getAsJsonObject(),
                                method,
                                Optional.empty(),
                                1);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theEncoderIsWarmedUpBetweenAutoencoderAndDenoiserAndStaysWarm() {
        List<TrainingStage> stages = plan.stages();
        assertEquals(
                List.of("autoencoder", "image encoder", "denoiser"),
                stages.stream().map(TrainingStage::name).toList());
        StateDict all = plan.parameters();
        stages.get(1).prepare(new Discs(1, true, Long.MAX_VALUE));
        float[] copied = Tensors.toFloats(all.array("vae.encoder.conv_in.weight"));
        assertArrayEquals(copied, Tensors.toFloats(all.array(WEIGHT)));

        all.array(WEIGHT).addi(1);
        float[] learned = Tensors.toFloats(all.array(WEIGHT));
        stages.get(2).prepare(new Discs(1, true, Long.MAX_VALUE));
        assertArrayEquals(learned, Tensors.toFloats(all.array(WEIGHT)));
    }

    @Test
    void onlyTheImageEncoderLearns() {
        TrainingStage stage = plan.stages().get(1);
        stage.prepare(new Discs(1, true, Long.MAX_VALUE));
        StateDict trainable = stage.trainable();
        trainable.setTrainable(true);
        Pass pass = Pass.training(GoldenNetworks.operators());
        try (GradientCollector collector = GoldenNetworks.engine().newGradientCollector()) {
            collector.backward(
                    stage.loss(new Discs(1, true, Long.MAX_VALUE).next(), pass, manager).total());
        }
        assertTrue(trainable.array(WEIGHT).getGradient().abs().max().getFloat() > 0);
        long learning = plan.parameters().arrays().stream().filter(NDArray::hasGradient).count();
        assertEquals(trainable.arrays().size(), learning);
        assertFalse(stage.validated());
    }
}
