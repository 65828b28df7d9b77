package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sc.fiji.diffseg.FileTrouble;
import sc.fiji.diffseg.weights.AtomicFile;

/** Tells the user in one sentence that a training's files cannot be written. */
final class Unwritable {

    private Unwritable() {}

    /**
     * The failure in words.
     *
     * @param what was to be written, as in "the history"
     * @param file where to
     * @param comfort what is not lost
     */
    static IOException because(IOException failure, String what, Path file, String comfort) {
        return new IOException(
                ("Could not write %s to %s (%s); %s: free some space or make the folder writable,"
                                + " and start the training again to go on.")
                        .formatted(what, file, FileTrouble.reason(failure), comfort),
                failure);
    }

    /**
     * The failure in words, where the training goes on without the file.
     *
     * @param what was to be written, as in "the history"
     */
    static String notice(IOException failure, String what, Path file) {
        return ("Could not write %s to %s (%s): the training goes on and will try again; close the"
                        + " file in other programs, or free some space.")
                .formatted(what, file, FileTrouble.reason(failure));
    }

    /**
     * Makes sure that files can be written to a folder, before hours are spent on them.
     *
     * @param folder is created if need be
     * @throws IOException in one sentence, if not
     */
    static void require(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createFile(AtomicFile.temporaryFor(folder.resolve("writable"))));
        } catch (IOException e) {
            throw because(e, "files", folder, "nothing has begun");
        }
    }
}
