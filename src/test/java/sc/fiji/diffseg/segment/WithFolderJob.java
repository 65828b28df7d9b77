package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.model.ModelFolder;

/**
 * Jobs on a folder with images of all kinds, two of them in a sub-folder, and four broken files.
 */
abstract class WithFolderJob {

    static final SegmentationSettings SETTINGS =
            SegmentationSettings.DEFAULT
                    .withFraming(FramingChoice.WHOLE)
                    .withSampling(SamplingSettings.DEFAULT.withPrecision(Precision.FLOAT32));

    private static final FolderOptions ALL_FILES =
            new FolderOptions(0, true, true, Optional.empty());

    static final ModelKeeper KEEPER = new ModelKeeper(FreeMemory.SYSTEM, System::nanoTime);

    @TempDir static Path modelFolder;
    static ModelFolder model;

    @TempDir Path root;

    Path images;
    Path results;

    @BeforeAll
    static void writeModel() throws IOException {
        model = TinyModel.write(modelFolder);
    }

    @AfterAll
    static void close() {
        KEEPER.release();
    }

    /** Images of all kinds, two of them in a sub-folder, and four broken files. */
    @BeforeEach
    void fill() throws IOException {
        images = root.resolve("images");
        results = root.resolve("results");
        Path day = Files.createDirectories(images.resolve("day 1"));
        Path phantoms = Path.of("test-images/nuclei/images");
        for (String name : List.of("histology-rgb.png", "nuclei-16bit.tif", "nuclei-stack.tif")) {
            Files.copy(phantoms.resolve(name), images.resolve(name));
        }
        Pictures.save(Pictures.plane(40, 30), day.resolve("a 2.tif"));
        Pictures.save(Pictures.plane(41, 30), day.resolve("a 10.tif"));
        byte[] whole = Files.readAllBytes(phantoms.resolve("nuclei-16bit.tif"));
        Files.write(images.resolve("cut.tif"), Arrays.copyOf(whole, 1000));
        Files.write(images.resolve("empty.png"), new byte[0]);
        Files.write(images.resolve("noise.jpg"), new byte[] {1, 2, 3});
        Files.writeString(images.resolve("notes.png"), "no image");
        Files.writeString(images.resolve("settings.xml"), "<microscope/>");
    }

    FolderRequest request(Path output) {
        return request(output, Optional.empty(), Part.WHOLE, false);
    }

    FolderRequest request(Path output, Optional<Path> truth, Part part, boolean redo) {
        return new FolderRequest(
                List.of(images),
                new FileChoice(true, "", List.of()),
                output,
                truth,
                ALL_FILES,
                part,
                redo);
    }

    static FolderSummary run(FolderRequest request) throws IOException {
        return run(request, SETTINGS);
    }

    static FolderSummary run(FolderRequest request, SegmentationSettings settings)
            throws IOException {
        return FolderJob.open(request).run(model, "cpu", settings, KEEPER, Progress.NONE);
    }

    /** The content of all files below a folder, but for the records of parts. */
    static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(folder.resolve(PartRecord.FOLDER))) {
                    files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    static void assertSame(Path expected, Path actual) throws IOException {
        Map<String, byte[]> wanted = files(expected);
        Map<String, byte[]> found = files(actual);
        assertEquals(wanted.keySet(), found.keySet());
        wanted.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }
}
