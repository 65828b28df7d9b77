package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.stream.Stream;
import sc.fiji.diffseg.Folders;

/**
 * A folder that native libraries are being installed in, locked against others who do the same.
 * Folders in it appear whole or not at all.
 */
final class NativesRoot implements AutoCloseable {

    private static final String UNFINISHED = ".new-";
    private static final String REPLACED = ".old-";
    private static final String LOCK = ".lock";
    private static final double MEGABYTE = 1e6;

    private final Path root;
    private final FileChannel file;
    private final FileLock lock;

    /**
     * Locks a folder and clears away what an earlier installation left that was killed.
     *
     * @throws IOException in one sentence, if someone else is installing there
     */
    NativesRoot(Path root) throws IOException {
        this.root = root;
        file =
                FileChannel.open(
                        root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = lock();
        if (lock == null) {
            file.close();
            throw new IOException(
                    "PyTorch is being installed in " + root + " already: wait until that is done.");
        }
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.filter(NativesRoot::isLeft).toList()) {
                Folders.delete(entry);
            }
        }
    }

    private FileLock lock() throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static boolean isLeft(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith(UNFINISHED) || name.startsWith(REPLACED);
    }

    /** The folder. */
    Path path() {
        return root;
    }

    /**
     * Refuses to fill the disk.
     *
     * @throws IOException in one sentence, if fewer bytes are free
     */
    void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(root).getUsableSpace();
        if (free < bytes) {
            throw new IOException(
                    "PyTorch needs %.0f MB in %s, where %.0f MB are free: make room."
                            .formatted(bytes / MEGABYTE, root, free / MEGABYTE));
        }
    }

    /** A new folder for what is not finished, which other users may read, unlike Java's own. */
    Path unfinished() throws IOException {
        return Files.createDirectory(root.resolve(UNFINISHED + UUID.randomUUID()));
    }

    /**
     * Puts a finished folder in its place.
     *
     * @param target below the root; what is there is replaced
     */
    void finish(Path finished, Path target) throws IOException {
        Path old = Files.createTempDirectory(root, REPLACED).resolve("replaced");
        Files.createDirectories(target.getParent());
        if (Files.exists(target)) {
            Files.move(target, old);
        }
        try {
            Files.move(finished, target);
        } catch (IOException e) {
            if (Files.exists(old)) {
                Files.move(old, target);
            }
            throw e;
        } finally {
            discard(old.getParent());
        }
    }

    /** Deletes as far as possible: Windows keeps libraries that are in use. */
    static void discard(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            // The next installation clears it away.
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        file.close();
    }
}
