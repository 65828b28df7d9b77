package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelException;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.report.ModelCard;

/** Deletes installed models, and nothing else that lies in their folders. */
public final class ModelRemoval {

    private ModelRemoval() {}

    /**
     * Deletes the files that make a model: its description, the files that this names and its card;
     * then its folder, if nothing else is in it.
     *
     * @return what else is in the folder, sorted; empty if the folder is gone
     * @throws ModelException if the folder holds no sound description, so that nobody can tell what
     *     belongs to the model
     */
    public static List<Path> remove(InstalledModel model) throws IOException {
        Path folder = model.folder();
        if (model.description().isEmpty() || Files.isSymbolicLink(folder)) {
            throw new ModelException(
                    "What in %s belongs to a model cannot be told: delete the folder yourself."
                            .formatted(folder));
        }
        ModelFolder files = ModelFolder.open(folder);
        // Without its description, what is left after a failure is no model that anyone could use.
        Files.deleteIfExists(files.path(ModelDescription.FILE_NAME));
        Files.deleteIfExists(files.path(ModelCard.FILE_NAME));
        for (FileEntry entry : files.description().files()) {
            Path file = files.path(entry.source());
            Files.deleteIfExists(file);
            deleteIfEmpty(file.getParent(), folder);
        }
        deleteIfEmpty(folder, folder);
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> left = Files.list(folder)) {
            return left.sorted().toList();
        }
    }

    /** Deletes an empty folder and those that it leaves empty, up to the last. */
    private static void deleteIfEmpty(Path folder, Path last) throws IOException {
        for (Path empty = folder; empty.startsWith(last); empty = empty.getParent()) {
            try {
                Files.deleteIfExists(empty);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }
}
