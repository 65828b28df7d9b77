package sc.fiji.diffseg.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.training.TinyTraining;

class TrainTest {

    private static final Path SHELL = Path.of("/bin/bash");

    @TempDir private Path root;

    @BeforeEach
    void writeDataAndRecipe() throws IOException {
        TinyTraining.writePictures(root, 0, 8);
        JsonObject recipe = TinyTraining.recipe();
        recipe.getAsJsonObject("stages").getAsJsonObject("denoiser").addProperty("steps", 14);
        recipe.addProperty("validate_every", 100);
        recipe.addProperty("checkpoint_every", 3);
        Files.writeString(root.resolve("recipe.json"), recipe.toString());
    }

    @Test
    void aKilledTrainingWithAFullDiskEndsAsIfNothingHadHappened()
            throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(SHELL), "limits the size of files with bash");
        Process whole = start("whole", "unlimited");

        Process killed = start("parts", "unlimited");
        try (BufferedReader progress = killed.errorReader()) {
            String line = progress.readLine();
            while (line != null && !line.matches(" [5-8]\\d %.*")) {
                line = progress.readLine();
            }
            assertTrue(line != null, "The training ended before it was killed.");
            killed.toHandle().destroyForcibly();
            assertNotEquals(0, killed.waitFor());
        }
        Path abandoned = checkpoint("parts").resolveSibling(".checkpoint.safetensors.ab.tmp");
        Files.writeString(abandoned, "half a checkpoint");
        byte[] checkpoint = Files.readAllBytes(checkpoint("parts"));
        // No file can grow beyond 200 KiB, as on a disk that is nearly full.
        Process limited = start("parts", "200");
        List<String> told = end(limited);
        assertEquals(1, limited.exitValue(), told.toString());
        String last = told.get(told.size() - 1);
        assertTrue(last.startsWith("Could not write the checkpoint of step "), told.toString());
        assertTrue(last.contains("; the one before stands: "), told.toString());
        assertArrayEquals(checkpoint, Files.readAllBytes(checkpoint("parts")));

        Process resumed = start("parts", "unlimited");
        told = end(resumed);
        assertEquals(0, resumed.exitValue(), told.toString());
        assertFalse(Files.exists(abandoned));
        told = end(whole);
        assertEquals(0, whole.exitValue(), told.toString());
        assertArrayEquals(
                Files.readAllBytes(checkpoint("whole")), Files.readAllBytes(checkpoint("parts")));
        assertEquals(history("whole"), history("parts"));
    }

    private Path checkpoint(String name) {
        return root.resolve(name).resolve("work/checkpoint.safetensors");
    }

    private String history(String name) throws IOException {
        return Files.readString(root.resolve(name).resolve("work/history.csv"));
    }

    private static List<String> end(Process process) throws IOException, InterruptedException {
        try (BufferedReader errors = process.errorReader()) {
            List<String> lines = errors.lines().toList();
            process.waitFor();
            return lines;
        }
    }

    private Process start(String name, String mostKiB) throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder =
                new ProcessBuilder(
                        SHELL.toString(),
                        "-c",
                        "ulimit -f " + mostKiB + "; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        classPath,
                        DiffusionSegmentation.class.getName(),
                        "train",
                        root.resolve("recipe.json").toString(),
                        "--data",
                        root.toString(),
                        "--output",
                        root.resolve(name).resolve("model").toString(),
                        "--work",
                        root.resolve(name).resolve("work").toString(),
                        "--device",
                        "cpu",
                        "--threads",
                        "1");
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }
}
