package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file to segment.
 *
 * @param file where it lies
 * @param name what the names of its results begin with; of a file in a sub-folder with its path
 *     from the folder that was named, parted by {@code /}
 */
public record InputFile(Path file, String name) {

    /**
     * The files to segment: those named, and the images in the folders named, in natural order.
     * Files in sub-folders and hidden files are left out, and no file comes twice.
     *
     * @throws IOException in one sentence, if one of them does not exist, a folder has no files, or
     *     two files in different folders have the same name
     */
    public static List<InputFile> list(List<Path> inputs) throws IOException {
        return FileChoice.ALL.list(inputs);
    }

    /** What tables call it: its name with the ending, and the sub-folder before it. */
    public String label() {
        return subfolder() + file.getFileName();
    }

    /** The sub-folder that its results belong to, ending in {@code /}; empty if there is none. */
    String subfolder() {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }
}
