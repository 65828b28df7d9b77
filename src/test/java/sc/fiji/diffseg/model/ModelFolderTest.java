package sc.fiji.diffseg.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Progress;

class ModelFolderTest {

    @TempDir Path root;

    @Test
    void aSoundFolderIsVerifiedWithRisingProgress() throws IOException {
        Path path = Files.createDirectories(root.resolve("m"));
        Files.createDirectories(path.resolve("vae"));
        Files.write(path.resolve("unet.safetensors"), new byte[3_000_000]);
        Files.write(path.resolve("vae/w.safetensors"), new byte[1_000_000]);
        Files.write(path.resolve("empty"), new byte[0]);
        List<FileEntry> weights = new ArrayList<>();
        for (String name : List.of("unet.safetensors", "vae/w.safetensors", "empty")) {
            weights.add(FileEntry.of(path, name, Progress.NONE));
        }
        Descriptions.minimal("m").weights(weights).build().write(path.resolve("model.json"));
        List<Double> fractions = new ArrayList<>();

        ModelFolder.open(path).verify(recording(fractions, Integer.MAX_VALUE));

        assertEquals(fractions.stream().sorted().toList(), fractions);
        assertTrue(fractions.size() >= 4, fractions::toString);
        assertEquals(1, fractions.get(fractions.size() - 1), 1e-12);
    }

    @Test
    void verifyingStopsWhenTheUserCancels() throws IOException {
        Path path = Descriptions.install(root, "m", "m");
        Files.write(path.resolve("unet.safetensors"), new byte[3_000_000]);
        Descriptions.minimal("m")
                .weights(List.of(FileEntry.of(path, "unet.safetensors", Progress.NONE)))
                .build()
                .write(path.resolve("model.json"));
        List<Double> fractions = new ArrayList<>();

        assertThrows(
                CancellationException.class,
                () -> ModelFolder.open(path).verify(recording(fractions, 1)));

        assertEquals(1, fractions.size());
    }

    @Test
    void aChangedByteIsFound() throws IOException {
        Path path = Descriptions.install(root, "m", "m");
        Path weights = path.resolve("unet.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[0] ^= 1;
        Files.write(weights, bytes);

        assertBroken(path, weights.toString(), "SHA-256", "'m'");
    }

    @Test
    void aWrongLengthIsFound() throws IOException {
        Path path = Descriptions.install(root, "m", "m");
        Files.writeString(path.resolve("unet.safetensors"), "short");

        assertBroken(path, "unet.safetensors", "5 bytes instead of 9");
    }

    @Test
    void aMissingFileIsFound() throws IOException {
        Path path = Descriptions.install(root, "m", "m");
        Files.delete(path.resolve("unet.safetensors"));

        assertBroken(path, "'unet.safetensors' is missing", path.toString());
    }

    @Test
    void testTensorsAreVerifiedToo() throws IOException {
        Path path = Descriptions.install(root, "m", "m");
        Files.writeString(path.resolve("input.safetensors"), "good");
        ModelDescription model = ModelDescription.read(path.resolve("model.json"));
        FileEntry input = FileEntry.of(path, "input.safetensors", Progress.NONE);
        model.toBuilder().testInputs(List.of(input)).build().write(path.resolve("model.json"));
        ModelFolder.open(path).verify(Progress.NONE);

        Files.writeString(path.resolve("input.safetensors"), "evil");

        assertBroken(path, "input.safetensors", "SHA-256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../secret",
                "vae/../../secret",
                "vae/..",
                "/etc/passwd",
                "vae//w",
                "vae/",
                "..\\secret",
                "C:\\secret",
                "C:secret",
                "\\\\server\\share",
                ".. /secret",
                ".../secret",
                "w\u0000.safetensors",
                "NUL",
                "vae/con.safetensors",
                "w.safetensors:stream"
            })
    void namesThatMightLeadOutOfTheFolderAreRefused(String name) throws IOException {
        ModelFolder folder = ModelFolder.open(Descriptions.install(root, "m", "m"));

        assertThrows(IllegalArgumentException.class, () -> folder.path(name));
        assertThrows(IllegalArgumentException.class, () -> new FileEntry(name, "ab".repeat(32), 0));
    }

    @Test
    void plainNamesAreResolvedInTheFolder() throws IOException {
        ModelFolder folder = ModelFolder.open(Descriptions.install(root, "m", "m"));

        assertEquals(
                root.resolve("m").resolve("unet_ema").resolve("w..x ä.safetensors"),
                folder.path("unet_ema/w..x ä.safetensors"));
    }

    @Test
    void theShortHashBeginsTheIdentity() throws IOException {
        ModelFolder folder = ModelFolder.open(Descriptions.install(root, "m", "m"));
        ModelFolder other = ModelFolder.open(Descriptions.install(root, "n", "n"));

        assertEquals(12, folder.hash().length());
        assertTrue(folder.description().sha256().startsWith(folder.hash()));
        assertTrue(!folder.hash().equals(other.hash()));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path path = root.resolve("absent");

        String message =
                assertThrows(ModelException.class, () -> ModelFolder.open(path)).getMessage();

        assertTrue(message.contains(path.toString()), message);
    }

    @Test
    void hashesAreThoseOfTheStandard() throws IOException {
        Path file = Files.writeString(root.resolve("abc"), "abc");
        String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        assertEquals(expected, Hashes.sha256(file, Progress.NONE));
        assertEquals(expected, Hashes.sha256("abc"));
    }

    private static void assertBroken(Path path, String... words) {
        String message =
                assertThrows(
                                ModelException.class,
                                () -> ModelFolder.open(path).verify(Progress.NONE))
                        .getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private static Progress recording(List<Double> fractions, int cancelAfter) {
        return new Progress() {
            @Override
            public void report(double fraction, String what) {
                fractions.add(fraction);
            }

            @Override
            public boolean isCancelled() {
                return fractions.size() >= cancelAfter;
            }
        };
    }
}
