package sc.fiji.diffseg.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.segment.TinyModel;

/** A folder done by several processes, one of which is killed. */
class FolderPartsTest {

    private static final int IMAGES = 40;

    @TempDir Path root;
    private Path images;

    @BeforeEach
    void fill() throws IOException {
        images = Files.createDirectories(root.resolve("images"));
        Files.createDirectory(images.resolve("deep"));
        for (int i = 0; i < IMAGES; i++) {
            byte[] pixels = new byte[60 * 40];
            new Random(i).nextBytes(pixels);
            new FileSaver(new ImagePlus("noise", new ByteProcessor(60, 40, pixels)))
                    .saveAsTiff(
                            images.resolve((i % 3 == 0 ? "deep/" : "") + i + ".tif").toString());
        }
        Files.writeString(images.resolve("21 broken.tif"), "no image");
        TinyModel.write(root.resolve("model"));
    }

    private List<String> arguments(String output, String... more) {
        List<String> arguments = new ArrayList<>(List.of("segment", images.toString()));
        arguments.addAll(List.of("--output", root.resolve(output).toString(), "--recursive"));
        arguments.addAll(List.of("--model", root.resolve("model").toString()));
        arguments.addAll(List.of("--device", "cpu", "--overlay", "--rois", "--framing", "whole"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-classpath", classPath(), DiffusionSegmentation.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Waits for a process whose progress nobody reads otherwise. */
    private static int end(Process process) throws IOException, InterruptedException {
        try (BufferedReader progress = process.errorReader()) {
            progress.lines().toList();
        }
        return process.waitFor();
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(folder.resolve("parts"))) {
                    files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    @Test
    void twoProcessesOfWhichOneIsKilledAndStartedAgainWriteWhatOneProcessWrites()
            throws IOException, InterruptedException {
        List<String> first = arguments("parted", "--part", "1", "--parts", "2");
        Process second = start(arguments("parted", "--part", "2", "--parts", "2"));
        Process killed = start(first);
        try (BufferedReader progress = killed.errorReader()) {
            String line = progress.readLine();
            while (line != null && !line.matches(" [2-4]\\d %.*")) {
                line = progress.readLine();
            }
            assertTrue(line != null, "The job ended before it was killed.");
            killed.toHandle().destroyForcibly();
        }
        killed.waitFor();
        assertEquals(0, end(second));
        Path parted = root.resolve("parted");
        assertFalse(Files.exists(parted.resolve("parts/part-1-of-2.json")));
        Terminal.Run merged = Terminal.run("merge", parted.toString());
        assertEquals(1, merged.code());
        assertTrue(merged.err().contains("Part 1 of 2 is missing"), merged.err());

        Terminal.Run again = Terminal.run(first.toArray(String[]::new));
        assertTrue(again.err().contains("files were already done"), again.err());
        merged = Terminal.run("merge", parted.toString());
        assertEquals(1, merged.code());
        assertTrue(merged.err().contains("1 of 41 files could not be segmented"), merged.err());

        Terminal.run(arguments("whole").toArray(String[]::new));
        Map<String, byte[]> wanted = files(root.resolve("whole"));
        assertEquals(4 * IMAGES + 1, wanted.size());
        Map<String, byte[]> found = files(parted);
        assertEquals(wanted.keySet(), found.keySet());
        wanted.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }
}
