package sc.fiji.diffseg.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sc.fiji.diffseg.Folders;
import sc.fiji.diffseg.weights.AtomicFile;

/**
 * A folder that appears whole or not at all: filled under a hidden name beside its place, then
 * renamed. Closing it before that deletes it.
 */
final class NewFolder implements Closeable {

    private final Path target;
    private final Path path;

    private NewFolder(Path target, Path path) {
        this.target = target;
        this.path = path;
    }

    /**
     * Begins a folder; the folders above it are made if need be.
     *
     * @throws IOException in one sentence, if there is something in its place already
     */
    static NewFolder at(Path target) throws IOException {
        requireFree(target);
        Path parent = Files.createDirectories(target.toAbsolutePath().getParent());
        // Unlike a temporary folder of Java's, it is everybody's who may read the folder above.
        Path hidden = AtomicFile.temporaryFor(parent.resolve(target.getFileName()));
        return new NewFolder(target, Files.createDirectory(hidden));
    }

    /**
     * Makes sure that a folder can be made.
     *
     * @throws IOException in one sentence, if there is something in its place already
     */
    static void requireFree(Path target) throws IOException {
        if (Files.exists(target)) {
            throw new IOException(
                    target + " is there already: choose another name, or remove it first.");
        }
    }

    /** Where to write in the meantime. */
    Path path() {
        return path;
    }

    /** Puts the folder into its place. */
    void finish() throws IOException {
        requireFree(target);
        Files.move(path, target);
    }

    @Override
    public void close() throws IOException {
        Folders.delete(path);
    }
}
