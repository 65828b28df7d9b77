package sc.fiji.diffseg.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.weights.ElementType;
import sc.fiji.diffseg.weights.SafetensorsFile;
import sc.fiji.diffseg.weights.SafetensorsWriter;
import sc.fiji.diffseg.weights.TensorSource;
import sc.fiji.diffseg.weights.TensorSpec;
import sc.fiji.diffseg.weights.WeightsException;

class StateDictTest {

    @TempDir private Path folder;
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = TorchEngine.start("cpu").newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void namesAreThePublishedOnesInTheOrderOfDeclaration() {
        StateDict parameters = StateDict.of(network());
        assertEquals(
                List.of(
                        "0.weight",
                        "0.bias",
                        "1.norm.weight",
                        "1.norm.bias",
                        "1.q.weight",
                        "1.q.bias",
                        "1.k.weight",
                        "1.k.bias",
                        "1.v.weight",
                        "1.v.bias",
                        "1.proj_out.weight",
                        "1.proj_out.bias",
                        "2.conv.weight",
                        "2.conv.bias"),
                parameters.names());
        assertArrayEquals(new long[] {32, 3, 1, 1}, parameters.shape("0.weight"));
        assertEquals(
                32 * 3 + 32 + 2 * 32 + 4 * (32 * 32 + 32) + 32 * 32 * 9 + 32, parameters.count());
    }

    @Test
    void childrenBeyondNinetyNineKeepTheirNames() {
        List<Layer> layers = new ArrayList<>(Collections.nCopies(1005, null));
        layers.replaceAll(none -> Conv.plain(1, 1, 1));
        List<String> names = StateDict.of(Chain.numbered("long", layers)).names();
        assertEquals(2010, names.size());
        for (int i = 0; i < layers.size(); i++) {
            assertEquals(i + ".weight", names.get(2 * i));
            assertEquals(i + ".bias", names.get(2 * i + 1));
        }
    }

    @Test
    void everyFaultOfAFileIsNamedAtOnce() throws IOException {
        StateDict parameters = StateDict.of(network());
        Map<String, long[]> shapes = shapes(parameters);
        shapes.remove("1.norm.bias");
        shapes.remove("2.conv.weight");
        shapes.put("0.weight", new long[] {32, 3});
        shapes.put("1.q.bias", new long[] {64});
        shapes.put("1.stranger", new long[] {2});
        shapes.put("optimizer", new long[] {2});
        try (SafetensorsFile file = write("bad.safetensors", shapes)) {
            String message =
                    assertThrows(
                                    WeightsException.class,
                                    () ->
                                            parameters.load(
                                                    TensorSource.of("", List.of(file)), manager))
                            .getMessage();
            assertEquals(
                    "The weights in bad.safetensors do not fit the network ("
                            + "0.weight has shape [32, 3] instead of [32, 3, 1, 1]; "
                            + "1.norm.bias is missing; "
                            + "1.q.bias has shape [64] instead of [32]; "
                            + "2.conv.weight is missing; "
                            + "1.stranger belongs to no layer; "
                            + "optimizer belongs to no layer"
                            + "): use weights of this network and size.",
                    message);
            assertTrue(manager.getManagedArrays().isEmpty());
        }
    }

    @Test
    void twoNetworksShareAFileBehindTheirPrefixes() throws IOException {
        StateDict first = StateDict.of(network());
        StateDict second = StateDict.of(Conv.plain(4, 5, 3));
        StateDict both = first.prefixed("vae.").and(second.prefixed("unet.out."));
        try (SafetensorsFile file = write("both.safetensors", shapes(both))) {
            both.load(TensorSource.of("", List.of(file)), manager);
            float[] together = Tensors.toFloats(second.array("weight"));
            assertEquals(file.readDoubles("unet.out.weight")[7], together[7]);
            second.load(TensorSource.of("unet.out.", List.of(file)), manager);
            assertArrayEquals(together, Tensors.toFloats(second.array("weight")));
            first.load(TensorSource.of("vae.", List.of(file)), manager);
            assertEquals(
                    file.readDoubles("vae.2.conv.bias")[31],
                    Tensors.toFloats(first.array("2.conv.bias"))[31]);
        }
        assertEquals(new ArrayList<>(both.byName().keySet()), both.names());
        assertEquals(first.count() + second.count(), both.count());
    }

    @Test
    void networksThatShareANameDoNotJoin() {
        StateDict one = StateDict.of(Conv.plain(1, 1, 1));
        StateDict other = StateDict.of(Conv.plain(2, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> one.and(other));
    }

    @Test
    void newValuesTakeThePlaceOfTheOld() throws IOException {
        StateDict parameters = StateDict.of(Conv.plain(1, 2, 1));
        parameters.initialize(manager, 1);
        NDArray old = parameters.array("bias");
        parameters.set("bias", manager, buffer -> buffer.put(new float[] {4, 5}));
        assertArrayEquals(new float[] {4, 5}, Tensors.toFloats(parameters.array("bias")));
        assertTrue(old.isReleased());
        assertEquals(2, manager.getManagedArrays().size());
        assertThrows(
                IOException.class,
                () ->
                        parameters.set(
                                "bias",
                                manager,
                                buffer -> {
                                    throw new IOException("disk");
                                }));
        assertArrayEquals(new float[] {4, 5}, Tensors.toFloats(parameters.array("bias")));
    }

    @Test
    void beginningsRepeatWithTheirSeedAndDifferBetweenTensors() {
        Map<String, List<Float>> beginning = beginning(3);
        assertEquals(beginning, beginning(3));
        assertNotEquals(beginning.get("1.q.weight"), beginning(4).get("1.q.weight"));
        beginning.keySet().removeIf(name -> !name.matches("1[.](q|k|v|proj_out)[.]weight"));
        assertEquals(4, new HashSet<>(beginning.values()).size());
    }

    private Map<String, List<Float>> beginning(long seed) {
        StateDict parameters = StateDict.of(network());
        parameters.initialize(manager, seed);
        Map<String, List<Float>> values = new HashMap<>();
        for (String name : parameters.names()) {
            List<Float> list = new ArrayList<>();
            for (float value : Tensors.toFloats(parameters.array(name))) {
                list.add(value);
            }
            values.put(name, list);
        }
        return values;
    }

    @Test
    void weightsBeginWithinTheirBoundNormsAtOneBiasesAtZero() {
        StateDict parameters = StateDict.of(network());
        parameters.initialize(manager, 5);
        float[] kernel = Tensors.toFloats(parameters.array("2.conv.weight"));
        double bound = 1 / Math.sqrt(9 * 32);
        double most = 0;
        double squares = 0;
        for (float value : kernel) {
            most = Math.max(most, Math.abs(value));
            squares += value * value;
        }
        assertTrue(most <= bound && most > 0.99 * bound, most + " of " + bound);
        assertEquals(bound / Math.sqrt(3), Math.sqrt(squares / kernel.length), 0.02 * bound);
        assertOnly(1, parameters.array("1.norm.weight"));
        for (String bias : List.of("0.bias", "1.norm.bias", "1.q.bias", "2.conv.bias")) {
            assertOnly(0, parameters.array(bias));
        }
    }

    private static void assertOnly(float value, NDArray array) {
        float[] values = Tensors.toFloats(array);
        float[] expected = new float[values.length];
        Arrays.fill(expected, value);
        assertArrayEquals(expected, values);
    }

    // Published: what a denoiser adds to its input, and its output, begin at zero.
    @Test
    void aFreshDenoisersBlocksBeginAsNothing() {
        Pass pass = Pass.inference(TorchEngine.start("cpu").operators(Precision.FLOAT32));
        NDArray x = manager.randomNormal(new Shape(1, 32, 4, 4));
        NDArray embedding = manager.ones(new Shape(1, 8));
        Layer residual = initialized(new TimeResidualBlock(32, 32, 8, 0, 0));
        Layer attention = initialized(new HeadAttention(32, 4));
        Layer head = initialized(OutputHead.ofDenoiser(32, 4));
        assertArrayEquals(
                Tensors.toFloats(x), Tensors.toFloats(residual.apply(pass, x, embedding)));
        assertArrayEquals(Tensors.toFloats(x), Tensors.toFloats(attention.apply(pass, x)));
        assertOnly(0, head.apply(pass, x));
        Layer autoencoders = initialized(OutputHead.ofAutoencoder(32, 4));
        assertTrue(autoencoders.apply(pass, x).abs().max().getFloat() > 0.01);
    }

    private Layer initialized(Layer layer) {
        StateDict.of(layer).initialize(manager, 1);
        return layer;
    }

    @Test
    void parametersLearnOnlyWhenToldTo() {
        StateDict parameters = StateDict.of(Conv.plain(1, 1, 1));
        parameters.initialize(manager, 1);
        assertFalse(parameters.array("weight").hasGradient());
        parameters.setTrainable(true);
        assertTrue(parameters.array("weight").hasGradient());
        assertTrue(parameters.array("bias").hasGradient());
        parameters.setTrainable(false);
        assertFalse(parameters.array("weight").hasGradient());
    }

    /** A convolution, an attention and a child whose parameters' names have a prefix. */
    private static Layer network() {
        return Chain.numbered(
                "network",
                List.of(
                        Conv.plain(3, 32, 1),
                        new PlaneAttention(32),
                        Conv.resampling(32, Conv.Resampling.UP)));
    }

    private static Map<String, long[]> shapes(StateDict parameters) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        parameters.names().forEach(name -> shapes.put(name, parameters.shape(name)));
        return shapes;
    }

    /** A file of tensors that count on from each other. */
    private SafetensorsFile write(String name, Map<String, long[]> shapes) throws IOException {
        Path path = folder.resolve(name);
        List<TensorSpec> specs =
                shapes.entrySet().stream()
                        .map(e -> new TensorSpec(e.getKey(), ElementType.F32, e.getValue()))
                        .toList();
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, specs, Map.of())) {
            int next = 0;
            for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
                int count = (int) Arrays.stream(entry.getValue()).reduce(1, (a, b) -> a * b);
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = next++;
                }
                writer.write(entry.getKey(), values);
            }
        }
        return SafetensorsFile.open(path);
    }
}
