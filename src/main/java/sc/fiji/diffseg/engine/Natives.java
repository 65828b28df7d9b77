package sc.fiji.diffseg.engine;

import ai.djl.util.Platform;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where PyTorch's native libraries lie, settled before DJL looks for them.
 *
 * <p>The first of these that exists: the folder that the environment variable or system property
 * {@value #PATH} names; natives on the class path; those that are {@linkplain NativesFolders
 * installed}. Nothing is downloaded.
 *
 * @param folder the folder; empty if DJL unpacks them from the class path
 * @param origin why there, as a phrase for the user
 * @param flavor what they were built for: {@code cpu} or a version of CUDA
 * @param platform DJL's platform
 */
record Natives(Optional<Path> folder, String origin, String flavor, Platform platform) {

    static final String PATH = "PYTORCH_LIBRARY_PATH";

    private static final String FLAVOR = "PYTORCH_FLAVOR";
    private static final String LIBRARY = System.mapLibraryName("torch");

    /** The one CUDA version that DJL's bridge to PyTorch is built for. */
    static final String CUDA = "cu128";

    private static final String CPU = "cpu";

    private static final String WRONG_FOLDER =
            "The setting "
                    + PATH
                    + " names '%s', where there is no "
                    + LIBRARY
                    + ": let it name the folder of PyTorch's native libraries, or take it away and"
                    + " open Plugins > Diffusion Segmentation > Diffusion Engine.";

    private static final String NOT_INSTALLED =
            "PyTorch's native libraries are not installed: open Plugins > Diffusion Segmentation >"
                    + " Diffusion Engine, or run 'engine install' in a terminal, to install them.";

    /** The settings that this class made for DJL, which are nobody's wish. */
    private static final Map<String, String> TOLD = new ConcurrentHashMap<>();

    /**
     * Finds the libraries.
     *
     * @throws EngineUnavailableException in one sentence, if there are none
     */
    static Natives find() {
        Platform platform = detected();
        String named = setting(PATH);
        if (named != null) {
            return in(named(named), "the setting " + PATH, platform);
        }
        if (!platform.isPlaceholder()) {
            return new Natives(Optional.empty(), "the class path", platform.getFlavor(), platform);
        }
        Path installed = installed(NativesFolders.standard(), platform.getClassifier());
        return in(installed, "installed", platform);
    }

    /** The platform, and the version of PyTorch that DJL wants. */
    static Platform detected() {
        return Platform.detectPlatform("pytorch");
    }

    private static Natives in(Path folder, String origin, Platform platform) {
        String flavor = setting(FLAVOR);
        return new Natives(
                Optional.of(folder), origin, flavor == null ? flavor(folder) : flavor, platform);
    }

    /** Tells DJL the folder and what it was built for. */
    void tell() {
        if (folder.isEmpty()) {
            return;
        }
        tell(PATH, folder.get().toString());
        // DJL's guess for Linux is a build that has not existed since PyTorch 2.5.
        tell(FLAVOR, flavor);
        if (!flavor.equals(CPU)) {
            // DJL counts graphics cards with it, and often only PyTorch has brought it along.
            NativeLibrary.addSearchPath("cudart", folder.get().toString());
        }
    }

    private static void tell(String name, String value) {
        if (setting(name) == null) {
            TOLD.put(name, value);
            System.setProperty(name, value);
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
                .filter(NativesFolders::holdsPyTorch)
                .findFirst()
                .orElseThrow(() -> new EngineUnavailableException(WRONG_FOLDER.formatted(folders)));
    }

    /** The folder of installed libraries. */
    static Path installed(NativesFolders folders, String classifier) {
        return folders.find(classifier)
                .orElseThrow(() -> new EngineUnavailableException(NOT_INSTALLED));
    }

    /** What the libraries in a folder were built for. */
    static String flavor(Path folder) {
        boolean cuda = Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
        return cuda ? CUDA : CPU;
    }

    /** What the user has set. */
    private static String setting(String name) {
        String value = System.getenv(name);
        if (value == null) {
            value = System.getProperty(name);
            value = Objects.equals(value, TOLD.get(name)) ? null : value;
        }
        return value == null || value.isBlank() ? null : value;
    }
}
