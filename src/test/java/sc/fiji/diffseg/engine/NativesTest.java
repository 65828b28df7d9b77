package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {

    @TempDir Path folder;

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
    void librariesUnpackedIntoFijiAreFoundForThisPlatformOnly() throws IOException {
        install("lib/pytorch/cpu/win-x86_64", "torch");
        Path here = install("lib/pytorch/cpu/linux-x86_64", "torch");
        assertEquals(here, Natives.inFiji(Optional.of(folder), "2.7.1", "linux-x86_64"));
    }

    @Test
    void librariesForAGraphicsCardGoBeforeThoseWithout() throws IOException {
        install("lib/pytorch/cpu/linux-x86_64", "torch");
        Path cuda = install("lib/pytorch/cu128/linux-x86_64", "torch");
        assertEquals(cuda, Natives.inFiji(Optional.of(folder), "2.7.1", "linux-x86_64"));
    }

    @Test
    void aFijiWithoutLibrariesIsToldWhichJarToUnpackWhere() {
        String sentence =
                assertThrows(
                                EngineUnavailableException.class,
                                () -> Natives.inFiji(Optional.of(folder), "2.7.1", "win-x86_64"))
                        .getMessage();
        assertTrue(sentence.contains("pytorch-native-cpu-2.7.1-win-x86_64.jar"), sentence);
        assertTrue(sentence.contains(folder.resolve("lib").toString()), sentence);
        assertTrue(sentence.contains("PYTORCH_LIBRARY_PATH"), sentence);
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
