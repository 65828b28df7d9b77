package sc.fiji.diffseg.command;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.network.ModelFamilies;

/**
 * The models that a dialog offers.
 *
 * @param store where models are installed
 * @param family only models of this family are offered; empty for those of all
 */
record OfferedModels(ModelStore store, String family) {

    /** The names of those that can be used, sorted. */
    List<String> names() {
        return store.list().stream()
                .flatMap(installed -> installed.description().stream())
                .filter(model -> family.isEmpty() || model.family().equals(family))
                .map(ModelDescription::name)
                .distinct()
                .toList();
    }

    /**
     * The model that is chosen unless the user chooses another: the preferred one if it is
     * installed, otherwise the first.
     *
     * @throws IllegalArgumentException in one sentence, if none is installed
     */
    String initial(String preferred) {
        List<String> names = names();
        if (names.isEmpty()) {
            String folders =
                    store.roots().stream().map(Path::toString).collect(Collectors.joining(" or "));
            throw new IllegalArgumentException(
                    "No %smodel is installed: put a model folder into %s."
                            .formatted(
                                    family.isEmpty()
                                            ? ""
                                            : ModelFamilies.named(family).title() + " ",
                                    folders));
        }
        return names.contains(preferred) ? preferred : names.get(0);
    }
}
