package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.leaf.Dinov2Files.Tensor;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelInput;
import sc.fiji.diffseg.model.Preprocessing;
import sc.fiji.diffseg.model.SettingsJson;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingStage;

/** A training begins from imported networks as LEAF's published training does. */
class LeafBaseTest {

    private static final String ENTRY = "input_blocks.0.0.weight";

    @TempDir Path folder;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = GoldenNetworks.engine().newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** A base with some networks. */
    private ModelFolder base(Map<LeafPart, Map<String, Tensor>> networks) throws IOException {
        Map<String, Tensor> all = new java.util.LinkedHashMap<>();
        JsonObject sizes = new JsonObject();
        networks.forEach(
                (part, tensors) -> {
                    PublishedFiles.put(all, part.prefix(), tensors);
                    sizes.add(
                            part.setting(),
                            SettingsJson.write(
                                    part == LeafPart.DENOISER
                                            ? PublishedFiles.unet(4)
                                            : PublishedFiles.AUTOENCODER));
                });
        Dinov2Files.write(folder.resolve("w.safetensors"), all);
        ModelDescription.builder("base", LeafFamily.NAME)
                .base(true)
                .network(sizes)
                .input(ModelInput.rgb(16, 16))
                .preprocessing(new Preprocessing("by_type", 1, 99, Preprocessing.WHOLE, 0))
                .weights(List.of(FileEntry.of(folder, "w.safetensors", Progress.NONE)))
                .build()
                .write(folder.resolve(ModelDescription.FILE_NAME));
        return ModelFolder.open(folder);
    }

    private LeafTrainingPlan plan(ModelFolder base, String network) throws IOException {
        return (LeafTrainingPlan)
                new LeafFamily()
                        .plan(
                                GoldenNetworks.engine(),
                                manager,
                                JsonParser.parseString(network).getAsJsonObject(),
                                new JsonObject(),
                                Optional.of(base),
                                7);
    }

    private static List<String> stages(LeafTrainingPlan plan) {
        return plan.stages().stream().map(TrainingStage::name).toList();
    }

    private static float[] values(StateDict dict, String name) {
        return Tensors.toFloats(dict.array(name));
    }

    @Test
    void theDenoisersInputIsHalfOfItselfTwiceSoThatEqualLatentsGiveTheSame() throws IOException {
        Map<String, Tensor> ldm = PublishedFiles.denoiser(4, 1);
        LeafTrainingPlan plan =
                plan(
                        base(
                                Map.of(
                                        LeafPart.DENOISER,
                                        ldm,
                                        LeafPart.AUTOENCODER,
                                        PublishedFiles.autoencoder(2))),
                        "{}");
        StateDict denoiser = StateDict.of(plan.networks().unet());
        assertArrayEquals(new long[] {32, 8, 3, 3}, denoiser.shape(ENTRY));
        float[] narrow = ldm.get(ENTRY).values();
        float[] wide = values(denoiser, ENTRY);
        for (int out = 0; out < 32; out++) {
            for (int in = 0; in < 8; in++) {
                for (int i = 0; i < 9; i++) {
                    assertEquals(
                            0.5f * narrow[(out * 4 + in % 4) * 9 + i],
                            wide[(out * 8 + in) * 9 + i]);
                }
            }
        }
        DenoisingUNet original = new DenoisingUNet(PublishedFiles.unet(4));
        StateDict dict = StateDict.of(original);
        for (String name : dict.names()) {
            dict.set(name, manager, buffer -> buffer.put(ldm.get(name).values()));
        }
        float[] latent = PublishedFiles.tensor(new java.util.Random(3), 1, 4, 8, 8).values();
        NDArray one = Tensors.of(manager, latent, 1, 4, 8, 8);
        NDArray two = one.concat(one, 1);
        Pass pass = Pass.inference(GoldenNetworks.operators());
        int[] last = {999};
        assertArrayEquals(
                Tensors.toFloats(original.predict(pass, one, last)),
                Tensors.toFloats(plan.networks().unet().predict(pass, two, last)),
                1e-4f);
    }

    @Test
    void theImageEncoderIsACopyOfTheAutoencodersAndOnlyTheDenoiserStageIsTrained()
            throws IOException {
        Map<String, Tensor> autoencoder = PublishedFiles.autoencoder(2);
        LeafTrainingPlan plan =
                plan(
                        base(Map.of(LeafPart.AUTOENCODER, autoencoder)),
                        """
                        {"unet": {"model_channels": 32, "channel_mult": [1, 2],
                          "num_res_blocks": 1, "attention_resolutions": [2], "dropout": 0.1},
                         "autoencoder": {"ch": 64}}
                        """);
        assertEquals(List.of("denoiser"), stages(plan));
        StateDict encoder = StateDict.of(plan.networks().imageEncoder());
        List<String> compared = new ArrayList<>();
        for (String name : encoder.names()) {
            assertArrayEquals(autoencoder.get(name).values(), values(encoder, name), name);
            compared.add(name);
        }
        assertEquals(encoder.names(), compared);
        assertEquals(0.18215, plan.settings().latentScale());
        assertEquals(0.1, plan.settings().unet().dropout());
        assertEquals(PublishedFiles.AUTOENCODER, plan.settings().autoencoder());
    }

    @Test
    void withoutAnAutoencoderThatIsTrainedFirst() throws IOException {
        Map<String, Tensor> ldm = PublishedFiles.denoiser(4, 1);
        LeafTrainingPlan plan =
                plan(
                        base(Map.of(LeafPart.DENOISER, ldm)),
                        "{\"autoencoder\": {\"ch\": 32, \"ch_mult\": [1, 1], \"num_res_blocks\": 1}}");
        assertEquals(List.of("autoencoder", "denoiser"), stages(plan));
        StateDict denoiser = StateDict.of(plan.networks().unet());
        String name = "middle_block.0.in_layers.2.weight";
        assertArrayEquals(ldm.get(name).values(), values(denoiser, name));
    }

    @Test
    void networksThatDoNotFitEachOtherAndTeachersAreRefused() throws IOException {
        ModelFolder base = base(Map.of(LeafPart.DENOISER, PublishedFiles.denoiser(4, 1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> plan(base, "{\"autoencoder\": {\"z_channels\": 8}}"));
        ModelFolder teacher = base(Map.of(LeafPart.TEACHER, PublishedFiles.autoencoder(1)));
        assertEquals(
                "'base' is a teacher and not what a training starts from: name its folder as"
                        + " 'teacher' in the recipe.",
                assertThrows(IllegalArgumentException.class, () -> plan(teacher, "{}"))
                        .getMessage());
    }
}
