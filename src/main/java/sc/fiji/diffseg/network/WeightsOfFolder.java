package sc.fiji.diffseg.network;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sc.fiji.diffseg.model.FileEntry;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.weights.SafetensorsFile;

/**
 * The files with a model's weights, open for reading.
 *
 * @param list in the order of the description
 */
public record WeightsOfFolder(List<SafetensorsFile> list) implements Closeable {

    /**
     * Opens the files.
     *
     * @throws IOException in one sentence, if one is missing or damaged
     */
    public static WeightsOfFolder of(ModelFolder folder) throws IOException {
        WeightsOfFolder opened = new WeightsOfFolder(new ArrayList<>());
        try {
            for (FileEntry entry : folder.description().weights()) {
                opened.list.add(SafetensorsFile.open(folder.path(entry.source())));
            }
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    @Override
    public void close() throws IOException {
        for (SafetensorsFile file : list) {
            file.close();
        }
    }
}
