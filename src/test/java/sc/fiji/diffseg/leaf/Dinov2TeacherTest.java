package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.leaf.GoldenNetworks.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Golden;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.network.Pass;
import sc.fiji.diffseg.network.StateDict;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.TensorSource;

class Dinov2TeacherTest {

    private static final double TOLERANCE = 2e-4;
    private static final int GOLDEN_HEAD_WIDTH = 16;
    private static final int SIDE = 64;

    private final Pass pass = Pass.inference(GoldenNetworks.operators());

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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void featuresEqualThePublishedCodeInBothNamings(boolean huggingFace) throws IOException {
        try (SafetensorsFile golden = Golden.open("dinov2.safetensors")) {
            Dinov2Teacher teacher = golden(golden, huggingFace);
            float[] images = floats(golden, "in.image");
            double[] preprocessed = golden.readDoubles("out.preprocessed");
            Map<String, double[]> expected = new HashMap<>();
            for (String name : List.of("tokens_in", "blocks.0", "blocks.1")) {
                expected.put(name, golden.readDoubles("out." + name));
            }
            double[] patches = golden.readDoubles("out.x_norm_patchtokens");
            for (int n = 0; n < 2; n++) {
                int image = n;
                float[] pixels = part(images, n);
                assertClose(
                        "preprocessed",
                        part(preprocessed, n),
                        Dinov2Teacher.prepared(pixels, SIDE, SIDE, 56, 56),
                        TOLERANCE);
                List<String> seen = new ArrayList<>();
                Pass watched =
                        pass.observedBy(
                                (name, x) -> {
                                    double[] all = expected.get(name);
                                    assertClose(name, part(all, image), Tensors.toFloats(x), 2e-4);
                                    seen.add(name);
                                });
                NDArray features = teacher.features(watched, pixels, SIDE, SIDE, 4, 4, manager);
                assertEquals(List.of("tokens_in", "blocks.0", "blocks.1"), seen);
                assertArrayEquals(new long[] {1, 16, 64}, features.getShape().getShape());
                assertClose("patches", part(patches, n), Tensors.toFloats(features), TOLERANCE);
            }
        }
    }

    @Test
    void classAndRegisterTokensEqualThePublishedCode() throws IOException {
        try (SafetensorsFile golden = Golden.open("dinov2.safetensors")) {
            Dinov2Teacher teacher = golden(golden, false);
            NDArray images = GoldenNetworks.tensor(manager, golden, "out.preprocessed");
            float[] tokens =
                    Tensors.toFloats(
                            teacher.transformer().apply(pass, images, teacher.positions(4, 4)));
            double[] classes = golden.readDoubles("out.x_norm_clstoken");
            double[] registers = golden.readDoubles("out.x_norm_regtokens");
            int perImage = tokens.length / 2;
            for (int n = 0; n < 2; n++) {
                float[] first = Arrays.copyOfRange(tokens, n * perImage, n * perImage + 5 * 64);
                assertClose("class", part(classes, n), Arrays.copyOf(first, 64), TOLERANCE);
                assertClose(
                        "registers",
                        part(registers, n),
                        Arrays.copyOfRange(first, 64, first.length),
                        TOLERANCE);
            }
        }
    }

    @Test
    void positionsAreResampledOncePerGridAndNeverAtTheirOwn() throws IOException {
        try (SafetensorsFile golden = Golden.open("dinov2.safetensors")) {
            Dinov2Teacher teacher = golden(golden, false);
            NDArray resampled = teacher.positions(4, 4);
            assertClose(golden, "out.pos_embed_resampled", resampled, 1e-5);
            assertEquals(resampled, teacher.positions(4, 4));
            assertClose(golden, "w.pos_embed", teacher.positions(5, 5), 0);
            assertArrayEquals(
                    new long[] {1, 1 + 3 * 7, 64}, teacher.positions(3, 7).getShape().getShape());
        }
    }

    @Test
    void publishedSizeHasThePublishedParameters() {
        VisionTransformerSize base = new VisionTransformerSize(768, 12, 12, 3072, 14, 37, 4);
        StateDict parameters = StateDict.of(new VisionTransformer(base));
        // The published file has the token of masked patches too.
        assertEquals(176, parameters.names().size() + 1);
        assertEquals(86_583_552, parameters.count() + 768);
    }

    @Test
    void sizesFollowFromTheWeights() throws IOException {
        for (Path file : Dinov2Files.random(folder, 1)) {
            VisionTransformerSize size = Dinov2Teacher.open(file, manager).transformer().size();
            assertEquals(new VisionTransformerSize(64, 2, 1, 256, 14, 5, 4), size);
        }
    }

    @Test
    void teacherWithoutRegistersIsOneToo() throws IOException {
        Map<String, Dinov2Files.Tensor> tensors = stored(Dinov2Files.random(folder, 1).get(1));
        tensors.remove("embeddings.register_tokens");
        Path file = folder.resolve("plain.safetensors");
        Dinov2Files.write(file, tensors);
        Dinov2Teacher teacher = Dinov2Teacher.open(file, manager);
        NDArray features = teacher.features(pass, new float[3 * 9 * 12], 9, 12, 2, 3, manager);
        assertArrayEquals(new long[] {1, 6, 64}, features.getShape().getShape());
    }

    @Test
    void missingAndUnknownTensorsAreNamed() throws IOException {
        Map<String, Dinov2Files.Tensor> tensors = stored(Dinov2Files.random(folder, 1).get(1));
        Dinov2Files.Tensor value =
                tensors.remove("encoder.layer.1.attention.attention.value.weight");
        tensors.put("classifier.weight", value);
        String message = refusal(tensors);
        assertTrue(message.contains("blocks.1.attn.qkv.weight is missing"), message);
        assertTrue(message.contains("classifier.weight belongs to no layer"), message);
        assertTrue(message.contains("encoder.layer.1.attention.attention.key.weight"), message);
    }

    @Test
    void aCheckpointAsTheAuthorsPublishItIsReadToo() throws IOException {
        Path safetensors = Dinov2Files.random(folder, 1).get(0);
        Path checkpoint = PublishedFiles.plain(folder.resolve("dinov2.pth"), stored(safetensors));
        float[] expected =
                Tensors.toFloats(Dinov2Teacher.open(safetensors, manager).positions(5, 5));
        assertArrayEquals(
                expected,
                Tensors.toFloats(Dinov2Teacher.open(checkpoint, manager).positions(5, 5)));
    }

    @Test
    void otherNetworksAreRefusedInOneSentence() throws IOException {
        Map<String, Dinov2Files.Tensor> tensors = stored(Dinov2Files.random(folder, 1).get(0));
        tensors.remove("blocks.0.mlp.fc1.weight");
        assertEquals(
                "other.safetensors holds no DINOv2 of size S, B or L (blocks.0.mlp.fc1.weight is"
                        + " missing): choose the file of one, with or without registers.",
                refusal(tensors));
    }

    private String refusal(Map<String, Dinov2Files.Tensor> tensors) throws IOException {
        Path file = folder.resolve("other.safetensors");
        Dinov2Files.write(file, tensors);
        return assertThrows(IOException.class, () -> Dinov2Teacher.open(file, manager))
                .getMessage();
    }

    private static Map<String, Dinov2Files.Tensor> stored(Path file) throws IOException {
        try (SafetensorsFile weights = SafetensorsFile.open(file)) {
            return Dinov2Files.read(weights, "");
        }
    }

    private Dinov2Teacher golden(SafetensorsFile golden, boolean huggingFace) throws IOException {
        Map<String, Dinov2Files.Tensor> tensors = Dinov2Files.read(golden, "w.");
        Path file = folder.resolve("golden.safetensors");
        Dinov2Files.write(file, huggingFace ? Dinov2Files.huggingFace(tensors) : tensors);
        try (SafetensorsFile weights = SafetensorsFile.open(file)) {
            TensorSource source = TensorSource.of("", List.of(weights));
            return Dinov2Teacher.of(source, GOLDEN_HEAD_WIDTH, manager);
        }
    }

    private static float[] floats(SafetensorsFile file, String name) throws IOException {
        java.nio.FloatBuffer buffer = file.readFloats(name);
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** One of two images' share. */
    private static float[] part(float[] both, int n) {
        int half = both.length / 2;
        return Arrays.copyOfRange(both, n * half, (n + 1) * half);
    }

    private static double[] part(double[] both, int n) {
        int half = both.length / 2;
        return Arrays.copyOfRange(both, n * half, (n + 1) * half);
    }
}
