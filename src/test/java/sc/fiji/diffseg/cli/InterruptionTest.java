package sc.fiji.diffseg.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.segment.TinyModel;

class InterruptionTest {

    private static final int IMAGES = 50;

    @TempDir Path root;

    @Test
    void aTerminatedJobLeavesWholeFilesOnly() throws IOException, InterruptedException {
        Path images = Files.createDirectories(root.resolve("images"));
        for (int i = 0; i < IMAGES; i++) {
            new FileSaver(new ImagePlus("plane", new ByteProcessor(200, 200)))
                    .saveAsTiff(images.resolve(i + ".tif").toString());
        }
        Path results = root.resolve("results");
        TinyModel.write(root.resolve("model"));

        Process job = start(images, results, root.resolve("model"));
        try (BufferedReader progress = job.errorReader()) {
            String line = progress.readLine();
            while (line != null && !line.startsWith(" 10 %")) {
                line = progress.readLine();
            }
            assertTrue(line != null, "The job ended before it was interrupted.");
            // Unlike the process itself, its handle leaves the streams open.
            job.toHandle().destroy();
            List<String> rest = progress.lines().toList();
            assertNotEquals(0, job.waitFor(), rest.toString());
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(results)) {
            files = found.sorted().toList();
        }
        long done = files.stream().filter(file -> file.toString().endsWith(".json")).count();
        assertTrue(done > 0 && done < IMAGES, done + " images are done");
        for (Path file : files) {
            if (file.toString().endsWith(".tif")) {
                assertEquals(200, ImageFiles.open(file).getHeight());
            } else {
                assertTrue(Files.readString(file).endsWith("}\n"), file.toString());
            }
        }
    }

    private static Process start(Path images, Path results, Path model) throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        classPath,
                        DiffusionSegmentation.class.getName(),
                        "segment",
                        images.toString(),
                        "--output",
                        results.toString(),
                        "--model",
                        model.toString(),
                        "--device",
                        "cpu",
                        "--threads",
                        "1");
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }
}
