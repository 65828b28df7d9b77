package sc.fiji.diffseg.weights;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.weights.PickleBuilder.storage;
import static sc.fiji.diffseg.weights.PickleBuilder.tensor;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileCheckpointTest {

    private static final long[] ONE = {1};

    @TempDir Path folder;

    @Test
    void nothingInThePackageCouldRunAnything() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "javax.script..", "java.net..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Runtime.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ClassLoader.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages(WeightsException.class.getPackageName()));
    }

    /** Offset, shape and strides of a tensor in a storage of ten floats. */
    @ParameterizedTest
    @CsvSource({
        "0, 11, 1",
        "10, 1, 1",
        "-1, 1, 1",
        "1, 4611686018427387905, 4611686018427387905",
        "0, -1, 1",
        "0, 2, -1",
        "0, 4611686018427387904, 4",
        "9223372036854775807, 2, 1",
        "0, 2, 9223372036854775807"
    })
    void tensorsOutsideTheirStorageAreRefused(long offset, long length, long stride)
            throws IOException {
        CheckpointBuilder builder =
                CheckpointBuilder.floats(10, offset, new long[] {length}, new long[] {stride});
        assertRefused(builder.zip(), "tensor 'a' does not lie in its storage");
        assertRefused(builder.legacy(), "tensor 'a' does not lie in its storage");
    }

    @Test
    void aProductOfLengthsThatWrapsAroundIsRefused() throws IOException {
        CheckpointBuilder builder =
                CheckpointBuilder.floats(10, 0, new long[] {1L << 62, 4}, new long[] {0, 0});
        assertRefused(builder.zip(), "tensor 'a' does not lie in its storage");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 11, 1L << 40, 1L << 62, Long.MAX_VALUE})
    void storagesOfAnotherLengthThanAnnouncedAreRefused(long count) throws IOException {
        Object tensor = tensor(storage("FloatStorage", "0", count), 0, ONE, ONE);
        CheckpointBuilder builder =
                new CheckpointBuilder(Map.of("a", tensor))
                        .storage("0", 4, CheckpointBuilder.counting(10));
        assertRefused(builder.zip(), "storage '0' has 40 bytes instead of " + count);
        assertRefused(builder.legacy(), "the length of its storage '0' is wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "../../x", "", "/etc/passwd"})
    void storagesThatAreNotThereAreRefused(String key) throws IOException {
        Object tensor = tensor(storage("FloatStorage", key, 10), 0, ONE, ONE);
        CheckpointBuilder builder =
                new CheckpointBuilder(Map.of("a", tensor))
                        .storage("0", 4, CheckpointBuilder.counting(10));
        assertRefused(builder.zip(), "storage '" + key + "' is missing");
        assertRefused(builder.legacy(), "storage '0' is not known");
    }

    @Test
    void aStorageWithTwoTypesIsRefused() throws IOException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a", tensor(storage("FloatStorage", "0", 10), 0, ONE, ONE));
        value.put("b", tensor(storage("IntStorage", "0", 10), 0, ONE, ONE));
        CheckpointBuilder builder =
                new CheckpointBuilder(value).storage("0", 4, CheckpointBuilder.counting(10));
        assertRefused(builder.zip(), "two stories of the storage '0'");
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        PickleBuilder builder = new PickleBuilder(2);
        for (int i = 0; i < 200_000; i++) {
            builder.op(PickleOpcode.EMPTY_LIST);
        }
        for (int i = 1; i < 200_000; i++) {
            builder.op(PickleOpcode.APPEND);
        }
        assertRefused(zip(builder), "nested deeper than 64");
    }

    @Test
    void aDictionaryThatContainsItselfIsReadOnce() throws IOException {
        Object tensor = tensor(storage("FloatStorage", "0", 10), 3, ONE, ONE);
        PickleBuilder builder = new PickleBuilder(2).op(PickleOpcode.EMPTY_DICT);
        builder.op(PickleOpcode.BINPUT, 0);
        builder.value("self").op(PickleOpcode.BINGET, 0, PickleOpcode.SETITEM);
        builder.value("a").value(tensor).op(PickleOpcode.SETITEM);
        try (CheckpointFile file = CheckpointFile.open(write(zip(builder)))) {
            assertEquals(List.of("a"), List.copyOf(file.names()));
            assertArrayEquals(new double[] {3}, file.readDoubles("a"));
        }
    }

    @Test
    void listsThatUnfoldWithoutMeasureAreRefused() throws IOException {
        PickleBuilder builder = new PickleBuilder(2).value(1).op(PickleOpcode.BINPUT, 0);
        for (int level = 1; level < 40; level++) {
            builder.op(PickleOpcode.MARK, PickleOpcode.BINGET, level - 1);
            builder.op(PickleOpcode.BINGET, level - 1, PickleOpcode.TUPLE);
            builder.op(PickleOpcode.BINPUT, level);
        }
        assertRefused(zip(builder), "unfolds to more than");
    }

    @Test
    void tensorsThatTogetherHoldFarMoreThanTheFileAreRefused() throws IOException {
        int count = 1 << 16;
        Map<String, Object> value = new LinkedHashMap<>();
        for (int i = 0; i < 3000; i++) {
            value.put(
                    "t" + i,
                    tensor(storage("FloatStorage", "0", count), 0, new long[] {count}, ONE));
        }
        CheckpointBuilder builder =
                new CheckpointBuilder(value).storage("0", 4, CheckpointBuilder.counting(count));
        assertRefused(builder.zip(), "hold far more than the file");
    }

    @Test
    void ofTwoTensorsWithOneNameNeitherIsOffered() throws IOException {
        PickleBuilder.Persistent storage = storage("FloatStorage", "0", 10);
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a.b", tensor(storage, 0, ONE, ONE));
        value.put("a", Map.of("b", tensor(storage, 1, ONE, ONE)));
        value.put("c", tensor(storage, 2, ONE, ONE));
        CheckpointBuilder builder =
                new CheckpointBuilder(value).storage("0", 4, CheckpointBuilder.counting(10));
        try (CheckpointFile file = CheckpointFile.open(write(builder.zip()))) {
            assertEquals(List.of("c"), List.copyOf(file.names()));
            assertEquals("there are several of this name", file.skipped().get("a.b"));
        }
    }

    @Test
    void aCompressedStorageThatIsTooLargeIsRefusedBeforeItIsUnpacked() throws IOException {
        int count = 20 << 20;
        Object tensor = tensor(storage("FloatStorage", "0", count), 0, ONE, ONE);
        ZipBuilder zip = new ZipBuilder();
        zip.stored("x/data.pkl", PickleBuilder.pickle(2, Map.of("a", tensor)));
        zip.add("x/data/0", new byte[1 << 16], 8, entry -> entry.length = 4L * count);
        assertRefused(zip.bytes(), "pack the file again without compression");
    }

    @Test
    void aCompressedStorageOfAnotherLengthIsRefusedWhenItIsRead() throws IOException {
        for (int length : new int[] {39, 41}) {
            Object tensor = tensor(storage("ByteStorage", "0", length), 0, ONE, ONE);
            ZipBuilder zip = new ZipBuilder();
            zip.stored("x/data.pkl", PickleBuilder.pickle(2, Map.of("a", tensor)));
            zip.add("x/data/0", new byte[40], 8, entry -> entry.length = length);
            try (CheckpointFile file = CheckpointFile.open(write(zip.bytes()))) {
                String message =
                        assertThrows(WeightsException.class, () -> file.readBytes("a"))
                                .getMessage();
                assertTrue(message.contains("bytes than announced"), message);
            }
        }
    }

    @Test
    void otherArchivesAreToldApart() throws IOException {
        CheckpointBuilder builder = CheckpointBuilder.floats(1, 0, ONE, ONE);
        assertRefused(
                builder.zipBuilder().stored("x/constants.pkl", new byte[3]).bytes(),
                "TorchScript program");
        assertRefused(
                builder.zipBuilder().stored("y/data.pkl", new byte[3]).bytes(), "several pickles");
        assertRefused(
                new ZipBuilder().stored("model.ckpt", builder.zip()).bytes(),
                "holds 'model.ckpt'; unpack it first");
        assertRefused(new ZipBuilder().stored("a.txt", new byte[3]).bytes(), "none of torch.save");
        assertRefused(builder.byteOrder("middle").zip(), "neither little nor big");
        assertRefused(PickleBuilder.pickle(2, Map.of("a", 1)), "no PyTorch checkpoint");
        assertRefused(new CheckpointBuilder(Map.of("a", 1)).zip(), "holds no tensors");
        assertRefused(new byte[0], "no PyTorch checkpoint");
    }

    @Test
    void missingFilesAndFoldersAreNamed() {
        Path missing = folder.resolve("missing.ckpt");
        for (Path path : List.of(missing, folder)) {
            String message =
                    assertThrows(WeightsException.class, () -> CheckpointFile.open(path))
                            .getMessage();
            assertTrue(message.contains(path.toString()) && message.endsWith("."), message);
        }
    }

    @Test
    void endlessNamesArePassedOver() throws IOException {
        Object tensor = tensor(storage("FloatStorage", "0", 10), 0, ONE, ONE);
        List<Object> nested = new ArrayList<>(List.of(Map.of("x".repeat(60_000), tensor), tensor));
        CheckpointBuilder builder =
                new CheckpointBuilder(nested).storage("0", 4, CheckpointBuilder.counting(10));
        try (CheckpointFile file = CheckpointFile.open(write(builder.zip()))) {
            assertEquals(List.of("1"), List.copyOf(file.names()));
        }
    }

    private static byte[] zip(PickleBuilder pickle) {
        ZipBuilder zip = new ZipBuilder();
        zip.stored("x/data.pkl", pickle.op(PickleOpcode.STOP).bytes());
        return zip.stored("x/data/0", CheckpointBuilder.counting(10)).bytes();
    }

    private void assertRefused(byte[] bytes, String words) throws IOException {
        Path path = write(bytes);
        String message =
                assertThrows(WeightsException.class, () -> CheckpointFile.open(path)).getMessage();
        assertTrue(message.contains(words), message);
        assertTrue(message.startsWith(path.toString()) && message.endsWith("."), message);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("made.pth"), bytes);
    }
}
