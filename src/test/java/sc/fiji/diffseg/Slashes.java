package sc.fiji.diffseg;

import java.nio.file.Path;

/** Paths in macros and scripts, where a backslash is not what Windows takes it for. */
public final class Slashes {

    private Slashes() {}

    /** A path with slashes, which every system understands. */
    public static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }
}
