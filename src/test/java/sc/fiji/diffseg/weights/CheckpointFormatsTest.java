package sc.fiji.diffseg.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.weights.PickleBuilder.call;
import static sc.fiji.diffseg.weights.PickleBuilder.storage;
import static sc.fiji.diffseg.weights.PickleBuilder.tensor;
import static sc.fiji.diffseg.weights.PickleBuilder.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFormatsTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void bothFormatsAreReadInEveryProtocol(int protocol) throws IOException {
        CheckpointBuilder builder =
                CheckpointBuilder.floats(6, 0, new long[] {2, 3}, new long[] {3, 1})
                        .protocol(protocol);
        for (byte[] bytes : List.of(builder.zip(), builder.legacy())) {
            assertTrue(CheckpointFile.isCheckpoint(write(bytes)));
            try (CheckpointFile file = CheckpointFile.open(write(bytes))) {
                assertArrayEquals(new long[] {2, 3}, file.info("a").shape());
                assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5}, file.readDoubles("a"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DoubleStorage, F64, 8",
        "FloatStorage, F32, 4",
        "HalfStorage, F16, 2",
        "BFloat16Storage, BF16, 2",
        "LongStorage, I64, 8",
        "IntStorage, I32, 4",
        "ShortStorage, I16, 2",
        "CharStorage, I8, 1",
        "ByteStorage, U8, 1",
        "BoolStorage, BOOL, 1"
    })
    void everyTypeOfStorageIsReadInBothByteOrders(String storage, ElementType type, int width)
            throws IOException {
        byte[] little = new byte[6 * width];
        new Random(7).nextBytes(little);
        byte[] big = little.clone();
        for (int i = 0; i < big.length; i++) {
            big[i] = little[i / width * width + width - 1 - i % width];
        }
        Object tensor = tensor(storage(storage, "0", 6), 0, new long[] {3, 2}, new long[] {1, 3});
        CheckpointBuilder builder = new CheckpointBuilder(Map.of("a", tensor));
        byte[] expected = new byte[little.length];
        int[] order = {0, 3, 1, 4, 2, 5};
        for (int i = 0; i < 6; i++) {
            System.arraycopy(little, order[i] * width, expected, i * width, width);
        }
        for (byte[] bytes :
                List.of(
                        builder.storage("0", width, little).zip(),
                        builder.legacy(),
                        builder.storage("0", width, big).byteOrder("big").zip())) {
            try (CheckpointFile file = CheckpointFile.open(write(bytes))) {
                assertEquals(type, file.info("a").type());
                assertArrayEquals(expected, file.readBytes("a"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"uint16, U16", "uint32, U32", "float32, F32", "bfloat16, BF16"})
    void untypedStoragesTakeTheTypeOfTheTensor(String dtype, ElementType type) throws IOException {
        Object tensor =
                call(
                        "torch._utils",
                        "_rebuild_tensor_v3",
                        new PickleBuilder.Persistent(
                                tuple(
                                        "storage",
                                        new PickleBuilder.Named("torch.storage", "UntypedStorage"),
                                        "0",
                                        "cpu",
                                        16L)),
                        1,
                        tuple(2),
                        tuple(1),
                        false,
                        call("collections", "OrderedDict"),
                        new PickleBuilder.Named("torch", dtype));
        byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        CheckpointBuilder builder =
                new CheckpointBuilder(Map.of("a", tensor)).storage("0", 1, bytes);
        try (CheckpointFile file = CheckpointFile.open(write(builder.zip()))) {
            assertEquals(type, file.info("a").type());
            int width = type.width();
            assertArrayEquals(Arrays.copyOfRange(bytes, width, 3 * width), file.readBytes("a"));
        }
    }

    @Test
    void parametersSubclassesAndOldTensorsAreTensorsToo() throws IOException {
        PickleBuilder.Persistent storage = storage("FloatStorage", "0", 4);
        PickleBuilder.Call plain = tensor(storage, 1, new long[] {2}, new long[] {1});
        PickleBuilder.Call old =
                call("torch._utils", "_rebuild_tensor", storage, 2, tuple(2), tuple(1));
        PickleBuilder.Call subclass =
                call(
                        "torch._tensor",
                        "_rebuild_from_type_v2",
                        new PickleBuilder.Named("torch._utils", "_rebuild_tensor_v2"),
                        new PickleBuilder.Named("some.where", "Tensor"),
                        plain.arguments(),
                        Map.of("note", 1));
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("parameter", call("torch._utils", "_rebuild_parameter", plain, true, null));
        value.put("old", old);
        value.put("subclass", subclass);
        CheckpointBuilder builder =
                new CheckpointBuilder(value).storage("0", 4, CheckpointBuilder.counting(4));
        try (CheckpointFile file = CheckpointFile.open(write(builder.zip()))) {
            assertArrayEquals(new double[] {1, 2}, file.readDoubles("parameter"));
            assertArrayEquals(new double[] {2, 3}, file.readDoubles("old"));
            assertArrayEquals(new double[] {1, 2}, file.readDoubles("subclass"));
        }
    }

    @Test
    void tensorsThatCannotBeReadAreNamedWithTheReason() throws IOException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("ok", tensor(storage("FloatStorage", "0", 2), 0, new long[] {2}, new long[] {1}));
        value.put(
                "complex",
                tensor(storage("ComplexFloatStorage", "1", 1), 0, new long[] {1}, new long[] {1}));
        value.put("quantised", call("torch._utils", "_rebuild_qtensor", 1, 2));
        value.put(
                "expanded",
                tensor(
                        storage("FloatStorage", "0", 2),
                        0,
                        new long[] {1L << 40, 2},
                        new long[] {0, 1}));
        CheckpointBuilder builder =
                new CheckpointBuilder(value)
                        .storage("0", 4, CheckpointBuilder.counting(2))
                        .storage("1", 8, new byte[8]);
        try (CheckpointFile file = CheckpointFile.open(write(builder.zip()))) {
            assertEquals(List.of("ok"), List.copyOf(file.names()));
            assertEquals(
                    List.of("complex", "quantised", "expanded"),
                    List.copyOf(file.skipped().keySet()));
            assertTrue(file.skipped().get("complex").contains("torch.ComplexFloatStorage"));
            assertTrue(file.skipped().get("quantised").contains("_rebuild_qtensor"));
        }
    }

    @Test
    void partsOfStoragesInTheOlderFormatAreFound() throws IOException {
        PickleBuilder.Persistent view =
                new PickleBuilder.Persistent(
                        tuple(
                                "storage",
                                new PickleBuilder.Named("torch", "FloatStorage"),
                                "0",
                                "cpu",
                                10,
                                tuple("1", 4, 3)));
        Object tensor = tensor(view, 1, new long[] {2}, new long[] {1});
        CheckpointBuilder builder =
                new CheckpointBuilder(Map.of("a", tensor))
                        .storage("0", 4, CheckpointBuilder.counting(10));
        try (CheckpointFile file = CheckpointFile.open(write(builder.legacy()))) {
            assertArrayEquals(new double[] {5, 6}, file.readDoubles("a"));
        }
    }

    @Test
    void storagesThatSomebodyCompressedAreRead() throws IOException {
        CheckpointBuilder builder =
                CheckpointBuilder.floats(3000, 0, new long[] {3000}, new long[] {1});
        ZipBuilder zip = new ZipBuilder().deflated("y/data.pkl", builder.pickle());
        zip.deflated("y/data/0", CheckpointBuilder.counting(3000)).deflated("y/version", v3());
        try (CheckpointFile file = CheckpointFile.open(write(zip.bytes()))) {
            double[] values = file.readDoubles("a");
            assertEquals(2999, values[2999]);
            assertEquals(1234, values[1234]);
        }
    }

    @Test
    void checksumsAreLeftAloneInAFileWrittenWithoutThem() throws IOException {
        CheckpointBuilder builder = CheckpointBuilder.floats(3, 0, new long[] {3}, new long[] {1});
        ZipBuilder zip = new ZipBuilder();
        zip.add("x/data.pkl", builder.pickle(), 0, entry -> entry.crc = 1);
        zip.add("x/data/0", CheckpointBuilder.counting(3), 0, entry -> entry.crc = 2);
        zip.add("x/version", v3(), 0, entry -> entry.crc = 3);
        try (CheckpointFile file = CheckpointFile.open(write(zip.bytes()))) {
            assertArrayEquals(new double[] {0, 1, 2}, file.readDoubles("a"));
        }
    }

    @Test
    void aTensorBeyondFourGibibytesIsRead() throws IOException {
        long gap = (5L << 30) + 13;
        CheckpointBuilder builder = CheckpointBuilder.floats(3, 0, new long[] {3}, new long[] {1});
        byte[] whole = builder.zip();
        Path path = folder.resolve("huge.pth");
        Set<StandardOpenOption> sparse =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SPARSE);
        try (FileChannel file = FileChannel.open(path, sparse)) {
            file.write(ByteBuffer.wrap(whole, 0, 4), 0);
            file.write(ByteBuffer.wrap(shifted(whole, gap)), gap);
        }
        try (CheckpointFile file = CheckpointFile.open(path)) {
            assertArrayEquals(new double[] {0, 1, 2}, file.readDoubles("a"));
        }
    }

    /** The same archive with every offset in its directory behind a gap, as 64-bit fields. */
    private static byte[] shifted(byte[] zip, long gap) {
        ByteBuffer old = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int end = zip.length - 22;
        int start = old.getInt(end + 16);
        int count = old.getShort(end + 10);
        ByteBuffer made = ByteBuffer.allocate(zip.length + 12 * count);
        made.order(ByteOrder.LITTLE_ENDIAN).put(zip, 0, start);
        int at = start;
        for (int i = 0; i < count; i++) {
            int name = old.getShort(at + 28);
            int from = made.position();
            made.put(zip, at, 46 + name).putShort((short) 1).putShort((short) 8);
            made.putLong(gap + old.getInt(at + 42));
            made.putShort(from + 30, (short) 12).putInt(from + 42, -1);
            at += 46 + name;
        }
        long length = made.position() - start;
        long end64 = gap + made.position();
        made.put(zip, at, zip.length - at);
        int tail = made.capacity() - 98;
        made.putLong(tail + 40, length).putLong(tail + 48, gap + start);
        made.putLong(tail + 64, end64);
        made.putInt(tail + 88, (int) length).putInt(tail + 92, -1);
        return made.array();
    }

    private static byte[] v3() {
        return new byte[] {'3', '\n'};
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("made.pth"), bytes);
    }
}
