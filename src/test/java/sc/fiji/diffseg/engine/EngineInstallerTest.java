package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Installing from files, and where it goes. */
class EngineInstallerTest extends WithTinyRelease {

    @Test
    void installsFromAFileAFolderWithTheFileAndAFolderOfLibraries() throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("downloads"));
        Path jar = Files.write(folder.resolve(release.pins.jar().name()), release.jar);
        install(jar.toString());
        assertInstalled(root);
        installer = installer(scratch.resolve("second"));
        install(folder.toString());
        assertInstalled(scratch.resolve("second"));
        installer = installer(scratch.resolve("third"));
        install(scratch.resolve("second/cpu/" + TinyRelease.CLASSIFIER).toString());
        assertInstalled(scratch.resolve("third"));
        assertArrayEquals(release.jar, Files.readAllBytes(jar));
    }

    @Test
    void anotherFileOrFolderIsRefusedAndWhatWasInstalledStays() throws IOException {
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        install(jar.toString());
        Files.write(jar, new byte[release.jar.length]);
        assertTrue(refusal(jar.toString()).startsWith(jar + " is not pytorch-native-cpu"));
        assertTrue(refusal(scratch.toString()).contains("is neither pytorch-native-cpu"));
        assertTrue(refusal(scratch.resolve("none").toString()).contains("is neither"));
        Path libraries = Files.createDirectories(scratch.resolve("libraries"));
        for (Map.Entry<String, byte[]> library : release.libraries.entrySet()) {
            Files.write(libraries.resolve(library.getKey()), library.getValue());
        }
        Path last = libraries.resolve(System.mapLibraryName("torch_cpu"));
        Files.write(last, new byte[(int) Files.size(last)]);
        assertTrue(refusal(libraries.toString()).contains("SHA-256 differs"));
        Files.delete(last);
        assertTrue(refusal(libraries.toString()).contains(last + " is missing"));
        assertInstalled(root);
    }

    @Test
    void whereFijiCannotBeWrittenToTheUsersFolderServes() throws IOException {
        Path file = Files.writeString(scratch.resolve("file"), "in the way");
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        installer = installer(file.resolve("lib"), scratch.resolve("user"));
        install(jar.toString());
        assertInstalled(scratch.resolve("user"));
        installer = installer(file.resolve("lib"));
        assertEquals(
                "No folder can be written to that PyTorch could be installed in: make "
                        + file.resolve("lib")
                        + " writable.",
                refusal(jar.toString()));
    }

    @Test
    void aFailureOfTheDiskIsToldWithTheFile() throws IOException {
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        Files.createDirectories(root);
        Files.writeString(root.resolve("cpu"), "a file where a folder should be");
        String sentence = refusal(jar.toString());
        assertTrue(sentence.startsWith("PyTorch was not installed, as " + root), sentence);
    }

    @Test
    void oneInstallationAtATimeAndAKilledOneLeavesNothing() throws IOException {
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        Files.createDirectories(root.resolve(".new-killed/half"));
        try (NativesRoot other = new NativesRoot(root)) {
            assertTrue(refusal(jar.toString()).contains("is being installed in " + root));
        }
        install(jar.toString());
        assertInstalled(root);
        install(jar.toString());
        assertInstalled(root);
    }

    @Test
    void librariesThatCrashedJavaAreLoadedAgainOnceTheyAreReplaced() throws Exception {
        Path jar = Files.write(scratch.resolve("torch.jar"), release.jar);
        install(jar.toString());
        Path damaged = root.resolve("cpu").resolve(TinyRelease.CLASSIFIER);
        Path others = scratch.resolve("others");
        CrashProbe.run(scratch, root, damaged, "crash");
        CrashProbe.run(scratch, root, others, "crash");
        LoadMark mark = new LoadMark(new NativesFolders(List.of(root)));
        assertTrue(mark.hasCrashed(damaged));
        refusal(scratch.resolve("none").toString());
        assertTrue(mark.hasCrashed(damaged), "nothing was replaced");
        install(jar.toString());
        assertFalse(mark.hasCrashed(damaged));
        assertTrue(mark.hasCrashed(others), "these are as they were");
    }

    @Test
    void everyPlatformsReleaseIsPinned() {
        List<NativesRelease> all = NativesRelease.all();
        assertEquals(4, all.size());
        for (NativesRelease pinned : all) {
            assertTrue(pinned.jar().sha256().matches("[0-9a-f]{64}"), pinned.toString());
            assertTrue(pinned.libraries().size() >= 4, pinned.toString());
        }
        for (String platform :
                List.of("linux-x86_64", "linux-aarch64", "win-x86_64", "osx-aarch64")) {
            assertTrue(NativesRelease.of("2.7.1", platform).isPresent(), platform);
        }
    }
}
