package sc.fiji.diffseg.weights;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The reference files among the test resources. */
final class Golden {

    private Golden() {}

    /** The reference file of this name, such as {@code checkpoints/overlap.safetensors}. */
    static Path file(String name) {
        try {
            return Path.of(Golden.class.getResource("/golden/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
