package sc.fiji.diffseg.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scijava.InstantiableException;
import org.scijava.plugin.DefaultPluginFinder;
import org.scijava.plugin.PluginIndex;
import org.scijava.plugin.PluginInfo;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;

/** The families of models that are installed, found by their annotations. */
public final class ModelFamilies {

    private ModelFamilies() {}

    /** All installed families. */
    public static List<ModelFamily> all() {
        ClassLoader loader = ModelFamilies.class.getClassLoader();
        PluginIndex index = new PluginIndex(new DefaultPluginFinder(loader));
        index.discover();
        List<ModelFamily> families = new ArrayList<>();
        for (PluginInfo<ModelFamily> info : index.getPlugins(ModelFamily.class)) {
            try {
                families.add(info.createInstance());
            } catch (InstantiableException e) {
                throw new IllegalStateException(
                        "The model family " + info.getClassName() + " cannot be created.", e);
            }
        }
        return families;
    }

    /**
     * The family of a name.
     *
     * @throws IllegalArgumentException in one sentence, if none of the installed ones has it
     */
    public static ModelFamily named(String name) {
        List<ModelFamily> families = all();
        return families.stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "No installed method reads models of the family '"
                                                + name
                                                + "': there is "
                                                + String.join(
                                                        ", ",
                                                        families.stream()
                                                                .map(ModelFamily::name)
                                                                .toList())
                                                + "."));
    }

    /**
     * Opens a folder as a model: by its description, or in a layout that a method's authors
     * publish.
     *
     * @throws IOException in one sentence, if it is neither
     */
    public static ModelFolder folder(Path folder, Progress progress) throws IOException {
        if (!Files.exists(folder.resolve(ModelDescription.FILE_NAME))) {
            for (ModelFamily family : all()) {
                Optional<ModelDescription> description = family.describe(folder, progress);
                if (description.isPresent()) {
                    return ModelFolder.of(folder, description.get());
                }
            }
        }
        return ModelFolder.open(folder);
    }
}
