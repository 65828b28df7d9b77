package sc.fiji.diffseg.network;

import java.util.ArrayList;
import java.util.List;
import org.scijava.InstantiableException;
import org.scijava.plugin.DefaultPluginFinder;
import org.scijava.plugin.PluginIndex;
import org.scijava.plugin.PluginInfo;

/** The families of models that are installed, found by their annotations. */
public final class ModelFamilies {

    private ModelFamilies() {}

    /**
     * The family of a name.
     *
     * @throws IllegalArgumentException in one sentence, if none of the installed ones has it
     */
    public static ModelFamily named(String name) {
        ClassLoader loader = ModelFamilies.class.getClassLoader();
        PluginIndex index = new PluginIndex(new DefaultPluginFinder(loader));
        index.discover();
        List<String> names = new ArrayList<>();
        for (PluginInfo<ModelFamily> info : index.getPlugins(ModelFamily.class)) {
            try {
                ModelFamily family = info.createInstance();
                if (family.name().equals(name)) {
                    return family;
                }
                names.add(family.name());
            } catch (InstantiableException e) {
                throw new IllegalStateException(
                        "The model family " + info.getClassName() + " cannot be created.", e);
            }
        }
        throw new IllegalArgumentException(
                "No installed method reads models of the family '"
                        + name
                        + "': there is "
                        + String.join(", ", names)
                        + ".");
    }
}
