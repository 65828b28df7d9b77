package sc.fiji.diffseg.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder in which a model is installed, usable or not.
 *
 * @param folder the folder
 * @param description what it says about itself; empty if it cannot be used
 * @param problem one sentence that tells why it cannot be used; empty if it can
 */
public record InstalledModel(
        Path folder, Optional<ModelDescription> description, Optional<String> problem) {

    /** The model's name, or the folder's if the model cannot be used. */
    public String name() {
        return description.map(ModelDescription::name).orElse(folder.getFileName().toString());
    }
}
