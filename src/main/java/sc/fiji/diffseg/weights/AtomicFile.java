package sc.fiji.diffseg.weights;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files that appear whole or not at all: written under a temporary name in the same folder, then
 * renamed, so that a reader never meets half a file and a failure leaves the old one as it was.
 */
public final class AtomicFile {

    private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.[0-9a-f]{1,16}\\.tmp");

    private AtomicFile() {}

    /**
     * A free name beside the target for its content while it is being written. No file is created.
     *
     * @param target the file to be written
     * @throws IOException if the target's folder does not exist or the target is itself a folder
     */
    public static Path temporaryFor(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(
                    "The folder of " + absolute + " does not exist; create it before writing.");
        }
        if (Files.isDirectory(absolute)) {
            throw new IOException(
                    absolute
                            + " is a folder, so no file can be written there; choose a file name.");
        }
        Path temporary;
        do {
            String suffix = Long.toHexString(ThreadLocalRandom.current().nextLong());
            temporary = folder.resolve("." + absolute.getFileName() + "." + suffix + ".tmp");
        } while (Files.exists(temporary));
        return temporary;
    }

    /**
     * The name of the file that was being written under a temporary name.
     *
     * @param name the name of any file, without its folder
     * @return empty if it is not one that {@link #temporaryFor} gives
     */
    public static Optional<String> targetOf(String name) {
        Matcher matcher = TEMPORARY.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * Deletes what killed processes left of this file unfinished.
     *
     * @param target a file that nobody is writing now; it stays
     */
    public static void deleteAbandoned(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Optional<String> wanted = Optional.of(absolute.getFileName().toString());
        try (Stream<Path> files = Files.list(absolute.getParent())) {
            for (Path file : files.toList()) {
                if (targetOf(file.getFileName().toString()).equals(wanted)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /**
     * Renames the finished temporary file to the target, replacing what is there.
     *
     * @param temporary a complete and closed file, from {@link #temporaryFor}
     * @param target the file to become or replace
     */
    public static void replace(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Writes a small file at once.
     *
     * @param target the file to create or replace
     * @param content its bytes
     */
    public static void write(Path target, byte[] content) throws IOException {
        Path temporary = temporaryFor(target);
        try {
            Files.write(temporary, content);
            replace(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
