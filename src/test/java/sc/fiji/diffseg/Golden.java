package sc.fiji.diffseg;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import sc.fiji.diffseg.weights.SafetensorsFile;

/** The reference numbers under {@code src/test/resources/golden}, found by class path. */
public final class Golden {

    private Golden() {}

    /**
     * Opens a safetensors file of reference numbers; the caller closes it.
     *
     * @param file name below {@code golden/}, such as {@code schedules.safetensors}
     */
    public static SafetensorsFile open(String file) throws IOException {
        return SafetensorsFile.open(path(file));
    }

    /**
     * Where any file of reference data lies.
     *
     * @param file name below {@code golden/}, with forward slashes
     */
    public static Path path(String file) {
        URL url = Golden.class.getResource("/golden/" + file);
        if (url == null) {
            throw new IllegalArgumentException(
                    "The reference file golden/" + file + " is not among the test resources.");
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The path of golden/" + file + " is no file.", e);
        }
    }
}
