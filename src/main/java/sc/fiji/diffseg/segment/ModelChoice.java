package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.model.ModelException;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.network.ModelFamilies;

/** Finds the model that a user means. */
public final class ModelChoice {

    private ModelChoice() {}

    /**
     * Finds a model that segments, as {@link #findToTrain} does.
     *
     * @throws IOException in one sentence, also if it is only a base to train from
     */
    public static ModelFolder find(ModelStore store, String nameOrFolder, Progress progress)
            throws IOException {
        ModelFolder found = findToTrain(store, nameOrFolder, progress);
        if (found.description().base()) {
            throw new ModelException(
                    "'%s' is a base to train from and cannot segment by itself: choose a model that was trained from it."
                            .formatted(found.description().name()));
        }
        return found;
    }

    /**
     * Finds a model to segment with or to train from.
     *
     * @param nameOrFolder name of an installed model, or any model folder, also one as a method's
     *     authors publish it; empty for the first installed one by name
     * @param progress is told how much of a published folder has been hashed
     * @throws IOException in one sentence, if there is none or it cannot be used
     */
    public static ModelFolder findToTrain(ModelStore store, String nameOrFolder, Progress progress)
            throws IOException {
        List<InstalledModel> installed = store.list();
        if (nameOrFolder.isBlank()) {
            return first(store, installed);
        }
        boolean isName =
                installed.stream()
                        .anyMatch(
                                model ->
                                        model.name().equals(nameOrFolder)
                                                || model.folder().endsWith(nameOrFolder));
        Optional<Path> folder = isName ? Optional.empty() : ModelStore.asFolder(nameOrFolder);
        return folder.isPresent()
                ? ModelFamilies.folder(folder.get(), progress)
                : store.find(nameOrFolder);
    }

    private static ModelFolder first(ModelStore store, List<InstalledModel> installed)
            throws IOException {
        for (InstalledModel model : installed) {
            if (model.description().filter(description -> !description.base()).isPresent()) {
                return ModelFolder.open(model.folder());
            }
        }
        throw new ModelException(
                "No model is installed in any of %s: name a model folder."
                        .formatted(store.roots()));
    }
}
