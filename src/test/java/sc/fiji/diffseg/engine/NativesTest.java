package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {

    @TempDir Path folder;

    private NativesFolders folders;

    @BeforeEach
    void lookIn() {
        folders = new NativesFolders(List.of(folder.resolve("pytorch"), folder.resolve("user")));
    }

    @Test
    void theFirstNamedFolderThatHoldsPyTorchIsTaken() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path full = install("full", "torch");
        assertEquals(full, Natives.named(empty + File.pathSeparator + full));
    }

    @Test
    void aNamedFolderWithoutPyTorchIsToldByName() {
        String sentence =
                assertThrows(
                                EngineUnavailableException.class,
                                () -> Natives.named(folder.toString()))
                        .getMessage();
        assertTrue(sentence.contains("PYTORCH_LIBRARY_PATH names '" + folder + "'"), sentence);
    }

    @Test
    void librariesInstalledInFijiAreFoundForThisPlatformOnly() throws IOException {
        install("pytorch/cpu/win-x86_64", "torch");
        Path here = install("pytorch/cpu/linux-x86_64", "torch");
        assertEquals(here, Natives.installed(folders, "linux-x86_64"));
    }

    @Test
    void librariesForAGraphicsCardGoBeforeThoseWithoutUnlessOthersWereChosen() throws IOException {
        Path cpu = install("pytorch/cpu/linux-x86_64", "torch");
        Path cuda = install("pytorch/cu128/linux-x86_64", "torch");
        assertEquals(cuda, Natives.installed(folders, "linux-x86_64"));
        folders.choose(folder.resolve("pytorch"), cpu);
        assertEquals(cpu, Natives.installed(folders, "linux-x86_64"));
    }

    @Test
    void aChosenFolderThatIsGoneIsNoObstacle() throws IOException {
        Path cpu = install("pytorch/cpu/linux-x86_64", "torch");
        folders.choose(folder.resolve("pytorch"), folder.resolve("elsewhere"));
        assertEquals(cpu, Natives.installed(folders, "linux-x86_64"));
        Path elsewhere = install("elsewhere", "torch");
        assertEquals(elsewhere, Natives.installed(folders, "linux-x86_64"));
    }

    @Test
    void whatWasChosenLastIsTakenWhereverItIsNoted() throws IOException {
        Path fijis = install("pytorch/cpu/linux-x86_64", "torch");
        Path users = install("user/cpu/linux-x86_64", "torch");
        assertEquals(fijis, Natives.installed(folders, "linux-x86_64"));
        choose("user", users, "2026-01-01T00:00:00Z");
        assertEquals(users, Natives.installed(folders, "linux-x86_64"));
        choose("pytorch", fijis, "2026-01-02T00:00:00Z");
        assertEquals(fijis, Natives.installed(folders, "linux-x86_64"));
        choose("user", users, "2026-01-03T00:00:00Z");
        assertEquals(users, Natives.installed(folders, "linux-x86_64"));
        Files.delete(users.resolve(System.mapLibraryName("torch")));
        assertEquals(fijis, Natives.installed(folders, "linux-x86_64"));
    }

    private void choose(String root, Path libraries, String time) throws IOException {
        Path noted = folder.resolve(root);
        folders.choose(noted, libraries);
        Files.setLastModifiedTime(noted.resolve("use.txt"), FileTime.from(Instant.parse(time)));
    }

    @Test
    void aFijiWithoutLibrariesIsToldWhatToOpen() {
        String sentence =
                assertThrows(
                                EngineUnavailableException.class,
                                () -> Natives.installed(folders, "win-x86_64"))
                        .getMessage();
        assertEquals(
                "PyTorch's native libraries are not installed: open Plugins > Diffusion Segmentation"
                        + " > Diffusion Engine, or run 'engine install' in a terminal, to install"
                        + " them.",
                sentence);
    }

    @Test
    void librariesAreRecognisedAsBuiltForAGraphicsCard() throws IOException {
        assertEquals("cpu", Natives.flavor(install("a", "torch", "torch_cpu")));
        assertEquals("cu128", Natives.flavor(install("b", "torch", "torch_cuda")));
    }

    private Path install(String name, String... libraries) throws IOException {
        Path created = Files.createDirectories(folder.resolve(name));
        for (String library : libraries) {
            Files.createFile(created.resolve(System.mapLibraryName(library)));
        }
        return created;
    }
}
