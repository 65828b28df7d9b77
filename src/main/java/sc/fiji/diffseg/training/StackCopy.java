package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import sc.fiji.diffseg.Folders;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.LabelledStack;

/**
 * The planes of an open image and of its labels, as files in the folder of the training that learns
 * from them: it can be gone on with when the images are closed and Fiji has been started anew. When
 * this is closed the files go, unless they belong to a training that was interrupted.
 */
public final class StackCopy implements AutoCloseable {

    /** Name of the folder, in that of the training, which holds nothing but such files. */
    static final String FOLDER = "planes";

    private final LabelledStack stack;
    private final Path output;
    private final Progress progress;

    /**
     * Nothing is written yet.
     *
     * @param output folder of the model that will be made
     * @param progress of the copying
     */
    public StackCopy(LabelledStack stack, Path output, Progress progress) {
        this.stack = stack;
        this.output = output;
        this.progress = progress;
    }

    /** The folder of the planes. */
    public Path images() {
        return folder().resolve("images");
    }

    /** The folder of their masks. */
    public Path masks() {
        return folder().resolve("masks");
    }

    /** A folder called as the image, because data are called as their folder. */
    private Path folder() {
        String name = stack.name().replaceAll("[^\\p{IsAlphabetic}0-9 _-]+", "_").strip();
        return of(output).resolve(name.isEmpty() ? "image" : name);
    }

    private static Path of(Path output) {
        return output.resolve(FineTuningJob.WORK).resolve(FOLDER);
    }

    /** Whether a folder for a model holds such files at most. */
    static boolean isAloneIn(Path output) throws IOException {
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(Files::isRegularFile).allMatch(file -> file.startsWith(of(output)));
        }
    }

    /**
     * Writes the files.
     *
     * @param goesOn whether the training goes on: then planes that the image has no more stay
     * @throws IOException in one sentence, if they cannot be written
     */
    void write(boolean goesOn) throws IOException {
        try {
            if (!goesOn) {
                Folders.delete(of(output));
            }
            stack.write(images(), masks(), progress);
        } catch (IOException e) {
            throw Unwritable.because(
                    e, "the planes of \"" + stack.name() + "\"", folder(), "nothing has begun");
        }
    }

    /** What cannot be deleted stays, as the training is done by then. */
    @Override
    public void close() {
        Path work = output.resolve(FineTuningJob.WORK);
        if (Files.exists(work.resolve(KeptTraining.CHECKPOINT))) {
            return;
        }
        try {
            Folders.delete(of(output));
            Files.deleteIfExists(work);
            Files.deleteIfExists(output);
        } catch (IOException e) {
            // Such as a folder that is not empty, because the model lies in it.
        }
    }
}
