package sc.fiji.diffseg.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sc.fiji.diffseg.Progress;

/**
 * A file of a model folder, with what proves that it is the right one.
 *
 * @param source its path relative to the folder, with {@code /} between sub-folders; it cannot lead
 *     out of the folder
 * @param sha256 its SHA-256, 64 lower-case hexadecimal digits
 * @param size its length in bytes
 */
public record FileEntry(String source, String sha256, long size) {

    /** Checks all three. */
    public FileEntry {
        SafeNames.require(source);
        sha256 = InvalidField.requireSha256("the hash of '" + source + "'", sha256);
        if (size < 0) {
            throw new InvalidField("the field 'size' of '" + source + "' is negative");
        }
    }

    /**
     * Describes a file that lies in a model folder.
     *
     * @param folder the model folder
     * @param source the file's path relative to it
     * @param progress told how much has been hashed, and asked whether to go on
     * @throws ModelException if there is no such file
     */
    public static FileEntry of(Path folder, String source, Progress progress) throws IOException {
        SafeNames.require(source);
        Path file = folder.resolve(source);
        if (!Files.isRegularFile(file)) {
            throw new ModelException("There is no file '" + source + "' in " + folder + ".");
        }
        return new FileEntry(source, Hashes.sha256(file, progress), Files.size(file));
    }
}
