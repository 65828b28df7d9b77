package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

    @TempDir Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path path = folder.resolve("weights.safetensors");
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("Größe \"<&>\"", "äöü \n 漢字");
        List<TensorSpec> specs =
                List.of(
                        new TensorSpec("halves", ElementType.F16, 3),
                        new TensorSpec("floats", ElementType.F32, 2, 2),
                        new TensorSpec("brains", ElementType.BF16, 2),
                        new TensorSpec("empty", ElementType.F32, 0, 5),
                        new TensorSpec("doubles", ElementType.F64, 1),
                        new TensorSpec("scalar", ElementType.I64),
                        new TensorSpec("bytes", ElementType.U8, 2));
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, specs, metadata)) {
            writer.write("bytes", new long[] {0, 255});
            writer.write("floats", new float[] {1, 2, 3, Float.NaN});
            writer.write("halves", new float[] {1 + 0x1p-11f, 1 + 0x3p-11f, 70000});
            writer.write("brains", FloatBuffer.wrap(new float[] {9, 1 + 0x1p-8f, -0f}).position(1));
            writer.write("doubles", new double[] {Math.PI});
            writer.write("scalar", new long[] {Long.MIN_VALUE});
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertEquals(metadata, file.metadata());
            assertEquals(
                    specs.stream().map(TensorSpec::name).toList(), new ArrayList<>(file.names()));
            assertArrayEquals(new long[] {2, 2}, file.info("floats").shape());
            assertArrayEquals(new double[] {1, 2, 3, Double.NaN}, file.readDoubles("floats"));
            assertArrayEquals(
                    new double[] {1, 1 + 0x1p-9, Double.POSITIVE_INFINITY},
                    file.readDoubles("halves"));
            assertArrayEquals(new double[] {1, -0.0}, file.readDoubles("brains"));
            assertArrayEquals(new double[] {Math.PI}, file.readDoubles("doubles"));
            assertArrayEquals(new long[] {Long.MIN_VALUE}, file.readLongs("scalar"));
            assertArrayEquals(new byte[] {0, -1}, file.readBytes("bytes"));
            assertEquals(0, file.readFloats("empty").remaining());
        }
    }

    @Test
    void dataBeginsAtAMultipleOfEightBytes() throws IOException {
        for (int length = 1; length < 10; length++) {
            Path path = folder.resolve("weights.safetensors");
            TensorSpec spec = new TensorSpec("n".repeat(length), ElementType.U8, 1);
            try (SafetensorsWriter writer =
                    SafetensorsWriter.create(path, List.of(spec), Map.of())) {
                writer.write(spec.name(), new long[] {1});
            }
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(0, bytes.getLong(0) % 8);
            assertEquals(8 + bytes.getLong(0) + 1, bytes.capacity());
        }
    }

    @Test
    void aTensorLargerThanOneChunkIsWrittenInParts() throws IOException {
        int count = 2_500_001;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        Path path = folder.resolve("weights.safetensors");
        List<TensorSpec> specs =
                List.of(
                        new TensorSpec("first", ElementType.F32, count),
                        new TensorSpec("second", ElementType.F32, count));
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, specs, Map.of())) {
            writer.write("second", FloatBuffer.wrap(values, 0, 1_999_999));
            writer.write("first", values);
            writer.write("second", FloatBuffer.wrap(values, 1_999_999, count - 1_999_999));
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertEquals(FloatBuffer.wrap(values), file.readFloats("first"));
            assertEquals(FloatBuffer.wrap(values), file.readFloats("second"));
        }
    }

    @Test
    void aReferenceFileIsCopiedByteForByte() throws IOException {
        Path path = folder.resolve("copy.safetensors");
        try (SafetensorsFile from =
                SafetensorsFile.open(Golden.file("leaf_vae.weights-1.safetensors"))) {
            List<TensorSpec> specs = new ArrayList<>();
            for (String name : from.names()) {
                specs.add(new TensorSpec(name, from.info(name).type(), from.info(name).shape()));
            }
            try (SafetensorsWriter writer =
                    SafetensorsWriter.create(path, specs, from.metadata())) {
                for (String name : from.names()) {
                    writer.write(name, ByteBuffer.wrap(from.readBytes(name)));
                }
            }
            try (SafetensorsFile copy = SafetensorsFile.open(path)) {
                assertEquals(from.metadata(), copy.metadata());
                for (String name : from.names()) {
                    assertEquals(from.info(name), copy.info(name));
                    assertArrayEquals(from.readBytes(name), copy.readBytes(name));
                }
            }
        }
    }

    @Test
    void anIncompleteTensorLeavesTheOldFileAsItWas() throws IOException {
        Path path = Files.writeString(folder.resolve("weights.safetensors"), "old");
        SafetensorsWriter writer = SafetensorsWriter.create(path, oneTensor(4), Map.of());
        writer.write("a", new float[3]);

        String message = assertThrows(WeightsException.class, writer::close).getMessage();

        assertTrue(message.contains("'a' got 3 of its 4"), message);
        assertEquals("old", Files.readString(path));
        assertOnly(path);
    }

    @Test
    void aTensorWithTooManyElementsLeavesNoFile() throws IOException {
        Path path = folder.resolve("weights.safetensors");
        SafetensorsWriter writer = SafetensorsWriter.create(path, oneTensor(4), Map.of());
        writer.write("a", new float[4]);

        assertThrows(IllegalArgumentException.class, () -> writer.write("a", new float[1]));
        writer.close();

        assertOnly();
    }

    @Test
    void aWriteThatFailsHalfwayLeavesTheOldFileAsItWas() throws IOException {
        Path path = Files.writeString(folder.resolve("weights.safetensors"), "old");
        SafetensorsWriter writer = SafetensorsWriter.create(path, oneTensor(4), Map.of());
        writer.write("a", new float[2]);

        Thread.currentThread().interrupt();
        try {
            assertThrows(IOException.class, () -> writer.write("a", new float[2]));
        } finally {
            Thread.interrupted();
        }
        writer.close();

        assertEquals("old", Files.readString(path));
        assertOnly(path);
    }

    @Test
    void wrongNamesTypesAndRangesAreRefused() throws IOException {
        Path path = folder.resolve("weights.safetensors");
        List<TensorSpec> specs =
                List.of(
                        new TensorSpec("float", ElementType.F32, 1),
                        new TensorSpec("byte", ElementType.U8, 1));
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, specs, Map.of())) {
            assertThrows(IllegalArgumentException.class, () -> writer.write("other", new float[1]));
            assertThrows(IllegalArgumentException.class, () -> writer.write("float", new long[1]));
            assertThrows(IllegalArgumentException.class, () -> writer.write("byte", new float[1]));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.write("float", ByteBuffer.allocate(3)));
            String message =
                    assertThrows(
                                    WeightsException.class,
                                    () -> writer.write("byte", new long[] {256}))
                            .getMessage();
            assertTrue(message.contains("'byte'") && message.contains("256"), message);
        }
        assertOnly();
        TensorSpec spec = specs.get(0);
        assertThrows(
                IllegalArgumentException.class,
                () -> SafetensorsWriter.create(path, List.of(spec, spec), Map.of()));
        assertThrows(
                IllegalArgumentException.class, () -> new TensorSpec("a", ElementType.F32, -1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TensorSpec("a", ElementType.F32, 1L << 31, 1L << 31));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TensorSpec("__metadata__", ElementType.F32));
    }

    @Test
    void aMissingFolderIsNamedBeforeAnythingIsWritten() {
        Path path = folder.resolve("no/such/weights.safetensors");

        String message =
                assertThrows(
                                IOException.class,
                                () -> SafetensorsWriter.create(path, oneTensor(1), Map.of()))
                        .getMessage();

        assertTrue(message.contains(path.toString()) && message.contains("folder"), message);
    }

    private static List<TensorSpec> oneTensor(long length) {
        return List.of(new TensorSpec("a", ElementType.F32, length));
    }

    private void assertOnly(Path... expected) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(expected), files.toList());
        }
    }
}
