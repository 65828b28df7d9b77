package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * The visible files of a folder, which may itself be a link; links to folders in it are left aside.
 *
 * @param files in no order
 * @param closed sub-folders that this user may not open, and whose files are missing therefore
 */
record FolderFiles(List<Path> files, List<Path> closed) {

    /**
     * Looks for files.
     *
     * @param recursive whether sub-folders are opened at all
     * @param enters which of them
     * @throws IOException in one sentence, if the folder itself cannot be read
     */
    static FolderFiles of(Path folder, boolean recursive, Predicate<Path> enters)
            throws IOException {
        List<Path> files = new ArrayList<>();
        List<Path> closed = new ArrayList<>();
        Path root = Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
        Files.walkFileTree(
                root,
                EnumSet.noneOf(FileVisitOption.class),
                recursive ? Integer.MAX_VALUE : 1,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes is) {
                        return dir.equals(root) || enters.test(named(dir))
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                        if (isVisible(file)) {
                            files.add(named(file));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    /** Asked before it is entered: one that is not wanted does not matter. */
                    @Override
                    public FileVisitResult visitFileFailed(Path path, IOException e)
                            throws IOException {
                        if (path.equals(root)) {
                            throw new IOException(
                                    "%s cannot be read (%s): check the rights to it."
                                            .formatted(folder, e.getClass().getSimpleName()),
                                    e);
                        }
                        if (enters.test(named(path))) {
                            closed.add(named(path));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    private Path named(Path path) {
                        return folder.resolve(root.relativize(path));
                    }
                });
        return new FolderFiles(files, closed);
    }

    /** Whether this is a file, or a link to one, that a file manager shows. */
    private static boolean isVisible(Path path) {
        try {
            return Files.isRegularFile(path)
                    && !path.getFileName().toString().startsWith(".")
                    && !Files.isHidden(path);
        } catch (IOException e) {
            // It cannot be asked; whether it can be read will be seen.
            return true;
        }
    }
}
