package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sc.fiji.diffseg.FijiFolder;
import sc.fiji.diffseg.weights.AtomicFile;

/**
 * The folders that PyTorch's native libraries are installed in: {@code lib/pytorch} of the Fiji
 * that is running, and {@code .diffusion-segmentation/pytorch} of the user, for a Fiji that its
 * user may not write to and for no Fiji at all. In each, libraries lie in {@code FLAVOR/PLATFORM},
 * and the file {@value #CHOICE} names those to take if there are several or if they lie elsewhere.
 *
 * @param roots the folders, the most important first; they need not exist
 */
record NativesFolders(List<Path> roots) {

    private static final String CHOICE = "use.txt";

    private static final String LIBRARY = System.mapLibraryName("torch");

    /** The folders of this process. */
    static NativesFolders standard() {
        List<Path> roots = new ArrayList<>();
        FijiFolder.current().ifPresent(fiji -> roots.add(fiji.resolve("lib/pytorch")));
        roots.add(Path.of(System.getProperty("user.home"), ".diffusion-segmentation", "pytorch"));
        return new NativesFolders(roots);
    }

    /** Whether a folder holds PyTorch. */
    static boolean holdsPyTorch(Path folder) {
        return Files.isRegularFile(folder.resolve(LIBRARY));
    }

    /**
     * The folder with the libraries for a platform: those that were chosen last, whatever the root,
     * and where none were chosen, those in the first root that has any.
     *
     * @throws EngineUnavailableException if a folder of them cannot be read
     */
    Optional<Path> find(String classifier) {
        Stream<Path> chosen =
                roots.stream()
                        .filter(root -> Files.exists(root.resolve(CHOICE)))
                        .sorted(Comparator.comparing(NativesFolders::timeOfChoice).reversed())
                        .flatMap(root -> chosen(root).stream());
        Stream<Path> unpacked = roots.stream().flatMap(root -> unpacked(root, classifier).stream());
        return Stream.concat(chosen, unpacked).findFirst();
    }

    /**
     * Remembers which libraries to take from now on.
     *
     * @param root one of the roots
     * @param folder holds the libraries
     */
    void choose(Path root, Path folder) throws IOException {
        boolean inside = folder.startsWith(root);
        String path = (inside ? root.relativize(folder) : folder.toAbsolutePath()).toString();
        AtomicFile.write(root.resolve(CHOICE), path.getBytes(StandardCharsets.UTF_8));
    }

    private static FileTime timeOfChoice(Path root) {
        try {
            return Files.getLastModifiedTime(root.resolve(CHOICE));
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    private static Optional<Path> chosen(Path root) {
        try {
            Path folder = root.resolve(Files.readString(root.resolve(CHOICE)).strip());
            return Optional.of(folder).filter(NativesFolders::holdsPyTorch);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(root, e);
        }
    }

    private static EngineUnavailableException unreadable(Path root, Exception e) {
        return new EngineUnavailableException(
                "The file "
                        + root.resolve(CHOICE)
                        + ", which names PyTorch's folder, cannot be read: delete it.",
                e);
    }

    /** A folder FLAVOR/PLATFORM with the libraries; one for a graphics card before one for CPUs. */
    private static Optional<Path> unpacked(Path root, String classifier) {
        if (!Files.isDirectory(root)) {
            return Optional.empty();
        }
        try (Stream<Path> flavors = Files.list(root)) {
            return flavors.map(flavor -> flavor.resolve(classifier))
                    .filter(NativesFolders::holdsPyTorch)
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new EngineUnavailableException(
                    "The folder " + root + " cannot be listed: make it readable.", e);
        }
    }

    /**
     * The first root that can be written to, created if need be.
     *
     * @throws IOException in one sentence, if there is none
     */
    Path writable() throws IOException {
        for (Path root : roots) {
            try {
                Files.createDirectories(root);
                Files.delete(Files.createTempFile(root, ".try", null));
                return root;
            } catch (IOException e) {
                // The next one, then.
            }
        }
        throw new IOException(
                "No folder can be written to that PyTorch could be installed in: make "
                        + roots.get(0)
                        + " writable.");
    }
}
