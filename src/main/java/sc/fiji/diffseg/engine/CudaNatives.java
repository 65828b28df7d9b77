package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * PyTorch for NVIDIA graphics cards: a folder that the user has, which stays where it is, such as
 * {@code torch/lib} of a Python environment or {@code lib} of an unpacked libtorch.
 *
 * @param version of PyTorch, which must be met exactly: any other crashes
 * @param classifier DJL's name of the platform
 */
record CudaNatives(String version, String classifier) {

    /** Files beside the folder of the libraries that tell their version. */
    private static final List<String> TELLERS = List.of("version.py", "build-version");

    /**
     * Refuses platforms that DJL has no bridge for.
     *
     * @throws IOException in one sentence
     */
    void requireBridge() throws IOException {
        String bridge =
                "/jnilib/%s/%s/%s"
                        .formatted(classifier, Natives.CUDA, System.mapLibraryName("djl_torch"));
        if (CudaNatives.class.getResource(bridge) == null) {
            throw new IOException(
                    "There is no PyTorch for NVIDIA graphics cards on "
                            + classifier
                            + ": install the one for CPUs.");
        }
    }

    /**
     * The folder of the libraries.
     *
     * @param source the folder, or the one it lies in under the name {@code lib}
     * @throws IOException in one sentence, if it does not hold what is needed
     */
    Path find(String source) throws IOException {
        requireBridge();
        if (source.isBlank()) {
            throw new IOException(
                    "Name the folder of PyTorch %s for CUDA 12.8, such as torch/lib of a Python"
                                    .formatted(version)
                            + " environment.");
        }
        Path given = path(source.strip()).toAbsolutePath();
        Path lib = given.resolve("lib");
        Path folder = NativesFolders.holdsPyTorch(lib) ? lib : given;
        if (!NativesFolders.holdsPyTorch(folder) || !Natives.flavor(folder).equals(Natives.CUDA)) {
            throw new IOException(
                    "%s does not hold PyTorch for NVIDIA graphics cards (%s): choose the folder that"
                                    .formatted(given, System.mapLibraryName("torch_cuda"))
                            + " does.");
        }
        String wanted = version + "+" + Natives.CUDA;
        Optional<String> told = told(folder.getParent());
        if (told.isPresent() && !told.get().contains(wanted)) {
            throw new IOException(
                    "%s holds %s, but %s is needed: install that one, such as by pip install torch==%s."
                            .formatted(folder, told.get(), wanted, wanted));
        }
        return folder;
    }

    private static Path path(String source) throws IOException {
        try {
            return Path.of(source);
        } catch (InvalidPathException e) {
            throw new IOException("'" + source + "' is no path of a folder: correct it.", e);
        }
    }

    /** What is said about the version, on one line. */
    private static Optional<String> told(Path around) throws IOException {
        for (String name : TELLERS) {
            Path teller = around.resolve(name);
            if (Files.isRegularFile(teller)) {
                return Files.readAllLines(teller).stream()
                        .filter(line -> line.matches(".*\\d+\\.\\d+\\.\\d+.*"))
                        .findFirst()
                        .map(line -> "PyTorch " + line.replaceAll("[^0-9a-z.+]|__version__", ""));
            }
        }
        return Optional.empty();
    }
}
