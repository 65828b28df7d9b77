package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.ImpatientUser;

/** Installations of a tiny release of PyTorch into a folder. */
abstract class WithTinyRelease {

    @TempDir Path scratch;

    TinyRelease release;
    Path root;
    EngineInstaller installer;

    @BeforeEach
    void prepare() throws IOException {
        release = new TinyRelease();
        root = scratch.resolve("Fiji/lib/pytorch");
        installer = installer(root);
    }

    EngineInstaller installer(Path... roots) {
        return installer(release.pins, roots);
    }

    EngineInstaller installer(NativesRelease pins, Path... roots) {
        return new EngineInstaller(
                new NativesFolders(List.of(roots)),
                TinyRelease.VERSION,
                TinyRelease.CLASSIFIER,
                Optional.of(pins));
    }

    /** Installs, and looks at what is told meanwhile. */
    String install(String source) throws IOException {
        ImpatientUser watcher = ImpatientUser.after(Integer.MAX_VALUE);
        try {
            return installer.install(EngineFlavor.CPU, source, watcher);
        } finally {
            double furthest = 0;
            for (ImpatientUser.Report report : watcher.reports()) {
                assertTrue(report.fraction() >= furthest, report + " after " + furthest);
                furthest = report.fraction();
            }
        }
    }

    String refusal(String source) {
        String sentence = assertThrows(IOException.class, () -> install(source)).getMessage();
        assertTrue(sentence.endsWith("."), sentence);
        assertFalse(sentence.contains("\n"), sentence);
        return sentence;
    }

    void assertInstalled(Path where) throws IOException {
        Path folder = where.resolve("cpu").resolve(TinyRelease.CLASSIFIER);
        for (Map.Entry<String, byte[]> library : release.libraries.entrySet()) {
            assertArrayEquals(
                    library.getValue(), Files.readAllBytes(folder.resolve(library.getKey())));
        }
        NativesFolders folders = new NativesFolders(List.of(where));
        assertEquals(Optional.of(folder), folders.find(TinyRelease.CLASSIFIER));
        assertEquals(List.of(".lock", "cpu", "use.txt"), entries(where));
    }

    void assertNothingInstalled() throws IOException {
        assertFalse(Files.exists(root.resolve("cpu")));
        assertEquals(List.of(".lock"), entries(root));
    }

    static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    Path part() {
        return root.resolve(release.pins.jar().name() + ".part");
    }
}
