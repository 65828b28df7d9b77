package sc.fiji.diffseg.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.weights.TensorFile;
import sc.fiji.diffseg.weights.WeightsException;
import sc.fiji.diffseg.weights.WeightsFiles;

/** The files of weights that a user has chosen, open for reading. */
final class OpenedWeights implements Closeable {

    private final List<TensorFile> files = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();

    private OpenedWeights() {}

    /**
     * Opens files, and those in folders.
     *
     * @param sources files, folders of files such as diffusers writes, and our own bases
     * @throws IOException in one sentence, if a file that is named is missing, damaged or hostile,
     *     or a folder has none that can be read
     */
    static OpenedWeights of(List<Path> sources) throws IOException {
        OpenedWeights opened = new OpenedWeights();
        try {
            for (Path source : sources) {
                if (!Files.isDirectory(source)) {
                    opened.files.add(WeightsFiles.open(source));
                } else if (Files.exists(source.resolve(ModelDescription.FILE_NAME))) {
                    opened.addBase(ModelFolder.open(source));
                } else {
                    opened.addFolder(source);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void addBase(ModelFolder folder) throws IOException {
        if (!folder.description().base()) {
            throw new WeightsException(
                    "%s is a model already: copy the folder to where models are installed."
                            .formatted(folder.folder()));
        }
        for (FileEntry entry : folder.description().weights()) {
            files.add(WeightsFiles.open(folder.path(entry.source())));
        }
    }

    private void addFolder(Path folder) throws IOException {
        List<Path> found = WeightsFiles.in(folder);
        int before = files.size();
        for (Path file : found) {
            try {
                files.add(WeightsFiles.open(file));
            } catch (WeightsException e) {
                unread.add(e.getMessage());
            }
        }
        if (files.size() == before) {
            throw new WeightsException(
                    unread.isEmpty()
                            ? folder
                                    + " holds no files of weights (safetensors, ckpt, pth, pt, bin):"
                                    + " choose another folder."
                            : unread.get(0));
        }
    }

    /** The files, the first to be named first. */
    List<TensorFile> files() {
        return files;
    }

    /** Why files in folders were passed over, a sentence each. */
    List<String> unread() {
        return unread;
    }

    @Override
    public void close() throws IOException {
        for (TensorFile file : files) {
            file.close();
        }
    }
}
