package sc.fiji.diffseg.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import sc.fiji.diffseg.Progress;

/** A folder with a model: its {@code model.json} and the files that this names. */
public final class ModelFolder {

    private static final int SHORT_HASH = 12;

    private final Path folder;
    private final ModelDescription description;

    private ModelFolder(Path folder, ModelDescription description) {
        this.folder = folder;
        this.description = description;
    }

    /**
     * Opens a folder by reading its description; {@link #verify} checks the files.
     *
     * @param folder the folder
     * @throws ModelException if there is no such folder, or it holds no sound description
     */
    public static ModelFolder open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ModelException("There is no model folder " + folder + "; check its name.");
        }
        return new ModelFolder(
                folder, ModelDescription.read(folder.resolve(ModelDescription.FILE_NAME)));
    }

    /**
     * A folder whose description is known although it holds none, such as one in a layout that a
     * method's authors publish.
     */
    public static ModelFolder of(Path folder, ModelDescription description) {
        return new ModelFolder(folder, description);
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /** What the folder says about itself. */
    public ModelDescription description() {
        return description;
    }

    /**
     * A file of this folder, whether it exists or not.
     *
     * @param fileName path relative to the folder, with {@code /} between sub-folders
     * @throws IllegalArgumentException if it is absolute or might lead out of the folder
     */
    public Path path(String fileName) {
        SafeNames.require(fileName);
        return folder.resolve(fileName);
    }

    /**
     * The short identity of the model, for provenance: the beginning of {@link
     * ModelDescription#sha256()}, 12 hexadecimal digits.
     */
    public String hash() {
        return description.sha256().substring(0, SHORT_HASH);
    }

    /**
     * Checks that every file the description names is there, has the length it should have, and
     * hashes to what it should. The quick checks of all files come first.
     *
     * @param progress told how much has been hashed, and asked whether to go on
     * @throws ModelException if a file is missing or differs, naming it
     * @throws CancellationException if the user has cancelled
     */
    public void verify(Progress progress) throws IOException {
        List<FileEntry> files = description.files();
        long total = 0;
        for (FileEntry file : files) {
            requireSize(file);
            total += file.size();
        }
        long done = 0;
        for (FileEntry file : files) {
            double from = done / (double) Math.max(1, total);
            done += file.size();
            double to = done / (double) Math.max(1, total);
            requireHash(file, progress.part(from, to));
        }
    }

    private void requireSize(FileEntry file) throws IOException {
        Path path = path(file.source());
        if (!Files.isRegularFile(path)) {
            throw bad("the file '%s' is missing from %s".formatted(file.source(), folder));
        }
        long size = Files.size(path);
        if (size != file.size()) {
            throw bad("the file %s has %d bytes instead of %d".formatted(path, size, file.size()));
        }
    }

    private void requireHash(FileEntry file, Progress progress) throws IOException {
        Path path = path(file.source());
        String sha256 = Hashes.sha256(path, progress);
        if (!sha256.equals(file.sha256())) {
            throw bad(
                    "the file %s has the SHA-256 %s instead of %s"
                            .formatted(path, sha256, file.sha256()));
        }
    }

    private ModelException bad(String what) {
        return new ModelException(
                "The model '%s' cannot be used, because %s; get the model again."
                        .formatted(description.name(), what));
    }
}
