package sc.fiji.diffseg.engine;

import ai.djl.util.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sc.fiji.diffseg.FijiFolder;

/**
 * Where PyTorch's native libraries lie, settled before DJL looks for them.
 *
 * <p>The first of these that exists: the folder that the environment variable or system property
 * {@value #PATH} names; natives on the class path; the folder {@code lib/pytorch/FLAVOR/PLATFORM}
 * of the Fiji that is running, which is what unpacking DJL's jar {@code pytorch-native-cpu} into
 * Fiji's folder {@code lib} gives. Nothing is downloaded.
 */
final class Natives {

    static final String PATH = "PYTORCH_LIBRARY_PATH";

    private static final String FLAVOR = "PYTORCH_FLAVOR";
    private static final String LIBRARY = System.mapLibraryName("torch");

    /** The one CUDA version that DJL's bridge to PyTorch is built for. */
    private static final String CUDA = "cu128";

    private static final String WRONG_FOLDER =
            "The setting "
                    + PATH
                    + " names '%s', where there is no "
                    + LIBRARY
                    + ": let it name the folder of PyTorch's native libraries.";

    private static final String NOT_INSTALLED =
            "PyTorch's native libraries are not installed: unpack pytorch-native-cpu-%s-%s.jar of"
                    + " Maven Central into %s, or let the environment variable "
                    + PATH
                    + " name the folder that holds "
                    + LIBRARY
                    + ".";

    private Natives() {}

    /**
     * Tells DJL the folder and what it was built for.
     *
     * @throws EngineUnavailableException in one sentence, if there are no libraries
     */
    static void locate() {
        Platform platform = Platform.detectPlatform("pytorch");
        String named = setting(PATH);
        if (named == null && !platform.isPlaceholder()) {
            return;
        }
        String version = platform.getVersion();
        Path folder =
                named == null
                        ? inFiji(FijiFolder.current(), version, platform.getClassifier())
                        : named(named);
        System.setProperty(PATH, folder.toString());
        if (setting(FLAVOR) == null) {
            // DJL's guess for Linux is a build that has not existed since PyTorch 2.5.
            System.setProperty(FLAVOR, flavor(folder));
        }
    }

    /**
     * The first of some folders that holds PyTorch.
     *
     * @param folders separated as in a class path
     */
    static Path named(String folders) {
        return Arrays.stream(folders.split(File.pathSeparator))
                .map(Path::of)
                .filter(Natives::holdsPyTorch)
                .findFirst()
                .orElseThrow(() -> new EngineUnavailableException(WRONG_FOLDER.formatted(folders)));
    }

    /** The folder in a Fiji's folder {@code lib}. */
    static Path inFiji(Optional<Path> fiji, String version, String classifier) {
        Optional<Path> lib = fiji.map(folder -> folder.resolve("lib"));
        Optional<Path> found =
                lib.flatMap(folder -> unpacked(folder.resolve("pytorch"), classifier));
        if (found.isEmpty()) {
            String where = lib.map(Path::toString).orElse("Fiji's folder lib");
            throw new EngineUnavailableException(
                    NOT_INSTALLED.formatted(version, classifier, where));
        }
        return found.get();
    }

    /** What the libraries in a folder were built for. */
    static String flavor(Path folder) {
        boolean cuda = Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
        return cuda ? CUDA : "cpu";
    }

    /** A folder FLAVOR/PLATFORM with the libraries; one for a graphics card before one for CPUs. */
    private static Optional<Path> unpacked(Path flavors, String classifier) {
        if (!Files.isDirectory(flavors)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(flavors)) {
            List<Path> usable =
                    folders.map(flavor -> flavor.resolve(classifier))
                            .filter(Natives::holdsPyTorch)
                            .sorted(Comparator.reverseOrder())
                            .toList();
            return usable.stream().findFirst();
        } catch (IOException e) {
            throw new EngineUnavailableException(
                    "The folder " + flavors + " cannot be listed: make it readable.", e);
        }
    }

    private static boolean holdsPyTorch(Path folder) {
        return Files.isRegularFile(folder.resolve(LIBRARY));
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        value = value == null ? System.getProperty(name) : value;
        return value == null || value.isBlank() ? null : value;
    }
}
