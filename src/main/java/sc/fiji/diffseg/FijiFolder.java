package sc.fiji.diffseg;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** The folder of the Fiji that is running. */
public final class FijiFolder {

    private FijiFolder() {}

    /** The folder, as Fiji's launcher tells it; empty outside of Fiji. */
    public static Optional<Path> current() {
        return of(System.getProperties());
    }

    /** The folder that the system properties of a Fiji tell. */
    public static Optional<Path> of(Properties properties) {
        String fiji = properties.getProperty("ij.dir", "");
        if (!fiji.isBlank()) {
            return Optional.of(Path.of(fiji));
        }
        String plugins = properties.getProperty("plugins.dir", "");
        if (plugins.isBlank()) {
            return Optional.empty();
        }
        // ImageJ accepts both the folder "plugins" and the one that holds it.
        Path path = Path.of(plugins).toAbsolutePath();
        return Optional.of(path.endsWith("plugins") ? path.getParent() : path);
    }
}
