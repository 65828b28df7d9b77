package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.leaf.GoldenNetworks.assertClose;
import static sc.fiji.diffseg.leaf.GoldenNetworks.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.model.SettingsJson;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.weights.SafetensorsFile;

class AlignmentTest {

    private NDManager manager;

    @TempDir private Path folder;

    @BeforeEach
    void open() {
        manager = GoldenNetworks.engine().newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void lossAndGradientsEqualThePublishedCode() throws IOException {
        try (SafetensorsFile golden = Golden.open("alignment.safetensors")) {
            Projector projector = new Projector(32, 64, 48);
            GoldenNetworks.load(projector, manager, "w.projector.", "alignment.safetensors");
            StateDict parameters = StateDict.of(projector);
            parameters.setTrainable(true);
            NDArray feature = tensor(manager, golden, "in.feature");
            feature.setRequiresGradient(true);
            NDArray teacher = tensor(manager, golden, "in.teacher_tokens");
            try (GradientCollector collector = GoldenNetworks.engine().newGradientCollector()) {
                NDArray projected =
                        projector.apply(Pass.training(GoldenNetworks.operators()), feature);
                assertClose(golden, "out.projected", projected, 1e-5);
                NDArray loss = Alignment.distance(projected, teacher);
                assertClose(golden, "out.loss_plain", loss, 1e-5);
                double authors = loss.getFloat() * AlignmentNormalization.PUBLISHED.factor(3);
                assertEquals(golden.readDoubles("out.loss_authors")[0], authors, 1e-5);
                collector.backward(loss);
            }
            assertGradient(golden, "out.grad.feature", feature.getGradient());
            for (String name : parameters.names()) {
                assertGradient(
                        golden, "out.grad.projector." + name, parameters.array(name).getGradient());
            }
        }
    }

    private static void assertGradient(SafetensorsFile golden, String name, NDArray gradient)
            throws IOException {
        double most = Arrays.stream(golden.readDoubles(name)).map(Math::abs).max().orElseThrow();
        assertClose(golden, name, gradient, 1e-4 * most);
    }

    @Test
    void featuresOfLengthZeroAreAlignedWithNothing() {
        NDArray zeros = Tensors.zeros(manager, 1, 4, 8);
        NDArray ones = Tensors.zeros(manager, 1, 4, 8).add(1f);
        assertEquals(0, Alignment.distance(zeros, ones).getFloat(), 1e-9);
        assertEquals(-1, Alignment.distance(ones, ones).getFloat(), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"plain, 1, 0.75", "plain, 4, 0.75", "published, 1, 0.75", "published, 4, 0.1875"})
    void theBatchSizeCountsInThePublishedNormalizationOnly(
            String normalization, int batchSize, double expected) throws IOException {
        String settings =
                "{'alignment_weight': 0.75, 'alignment_normalization': '%s'}"
                        .formatted(normalization);
        assertEquals(expected, alignment(settings).weight(batchSize), 1e-12);
    }

    @Test
    void theUsualBlockIsThePublishedOne() {
        assertEquals(3, Alignment.usualBlock(LeafSettings.PUBLISHED));
        UNetSize.InputBlock block = UNetSize.PUBLISHED.inputBlocks().get(3);
        assertEquals(new UNetSize.InputBlock(192, 2), block);
        Projector projector = new Projector(192, DenoiserSettings.PAPER.projectorWidth(), 768);
        assertEquals(6_165_248, StateDict.of(projector).count());
    }

    @ParameterizedTest
    @CsvSource({
        // Factor 4: levels of 4, 8 and 16 pixels, one residual block each.
        "'[1, 2, 3]', '[1, 2, 2]', 4",
        // Nothing as coarse: the coarsest. Nothing as fine: the finest.
        "'[1, 1]', '[1, 1]', 2",
        "'[1, 1, 1, 1, 1, 1]', '[1, 1]', 1"
    })
    void theUsualBlockSeesSixteenPixelsPerPosition(String mult, String levels, int block) {
        JsonObject json =
                json(
                        "{'autoencoder': {'ch': 32, 'ch_mult': %s}, 'unet': {'model_channels': 32,"
                                        .formatted(mult)
                                + "'num_res_blocks': 1, 'channel_mult': %s}}".formatted(levels));
        assertEquals(block, Alignment.usualBlock(LeafSettings.of(json)));
    }

    @Test
    void theInputBlocksOfASizeAreThoseOfTheNetwork() throws IOException {
        UNetSize size = GoldenNetworks.UNET;
        DenoisingUNet unet = new DenoisingUNet(size);
        GoldenNetworks.loadUNet(unet, manager);
        List<UNetSize.InputBlock> blocks = size.inputBlocks();
        Pass pass =
                Pass.inference(GoldenNetworks.operators())
                        .observedBy(
                                (name, x) -> {
                                    if (name.matches("input_blocks\\.\\d+")) {
                                        int block = Integer.parseInt(name.split("\\.")[1]);
                                        long side = 16 / blocks.get(block).factor();
                                        assertArrayEquals(
                                                new long[] {
                                                    1, blocks.get(block).channels(), side, side
                                                },
                                                x.getShape().getShape());
                                        assertTrue(block < blocks.size());
                                    }
                                });
        unet.predict(pass, Tensors.zeros(manager, 1, 8, 16, 16), new int[] {5});
        assertTrue(StateDict.of(unet).names().contains("input_blocks.5.0.in_layers.0.weight"));
        assertEquals(6, blocks.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'alignment_weight': -1} | alignment_weight must be at least 0",
                "{'alignment_normalization': 'x'} | alignment_normalization is neither plain nor"
                        + " published",
                "{'alignment_block': 99} | alignment_block must lie between 1 and 5, or be 0 for"
                        + " the usual one",
                "{'projector_width': 0} | projector_width must be at least 1"
            })
    void settingsThatMakeNoSenseAreRefusedInOneSentence(String settings, String fault) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> alignment(settings))
                        .getMessage();
        assertEquals("LEAF cannot be trained so: " + fault + ".", message);
    }

    @Test
    void missingTeacherFileIsNamed() {
        String settings = "{'teacher': 'nowhere/teacher.safetensors'}";
        String message = assertThrows(IOException.class, () -> plan(settings)).getMessage();
        assertTrue(message.contains("teacher.safetensors"), message);
    }

    @Test
    void withoutATeacherTheUserIsToldThatAlignmentIsOff() throws IOException {
        TrainingPlan plan = plan("{}");
        assertEquals(1, plan.notices().size());
        assertTrue(plan.notices().get(0).startsWith("Feature alignment is off because no teacher"));
        assertTrue(plan.auxiliary().names().isEmpty());
        assertEquals(List.of(), plan("{'alignment_weight': 0}").notices());
    }

    @Test
    void projectorIsTrainedAndKeptBesideTheModel() throws IOException {
        String teacher = Dinov2Files.random(folder, 1).get(0).toString();
        TrainingPlan plan = plan("{'projector_width': 32, 'teacher': '" + teacher + "'}");
        assertEquals(List.of(), plan.notices());
        assertEquals(
                List.of(
                        "projector.0.weight",
                        "projector.0.bias",
                        "projector.2.weight",
                        "projector.2.bias",
                        "projector.4.weight",
                        "projector.4.bias"),
                plan.auxiliary().names());
        List<String> trained = plan.stages().get(1).trainable().names();
        assertTrue(trained.containsAll(plan.auxiliary().names()));
        List<String> model = plan.parameters().names();
        assertTrue(model.stream().noneMatch(name -> name.startsWith("projector")));
        assertEquals(trained.size(), trained.stream().distinct().count());
        assertTrue(
                plan.stages().get(1).averaged().names().stream()
                        .noneMatch(name -> name.startsWith("projector")));
    }

    private TrainingPlan plan(String method) throws IOException {
        JsonObject network =
                json(
                        "{'autoencoder': {'ch': 32, 'ch_mult': [1, 1], 'num_res_blocks': 1},"
                                + " 'unet': {'model_channels': 32, 'channel_mult': [1, 1],"
                                + " 'num_res_blocks': 1, 'num_heads': 2}}");
        return new LeafFamily()
                .plan(GoldenNetworks.engine(), manager, network, json(method), Optional.empty(), 1);
    }

    /** An alignment of the small U-Net, its teacher being of no matter. */
    private Alignment alignment(String method) throws IOException {
        DenoiserSettings settings =
                SettingsJson.readKnown(
                        json(method), DenoiserSettings.PAPER, DenoiserSettings.class, "LEAF");
        settings.requireAlignment(GoldenNetworks.UNET);
        TeacherFeatures teacher = (operators, batch, rows, columns, owner) -> null;
        return new Alignment(settings, 1, new Projector(32, 64, 48), teacher);
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
