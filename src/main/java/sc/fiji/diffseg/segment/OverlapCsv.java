package sc.fiji.diffseg.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the tables of a comparison into a folder: {@code overlap.csv} with a row for every image,
 * {@code overlap-labels.csv}, {@code overlap-objects.csv} and {@code overlap-problems.csv}, of
 * which those without rows are left out.
 */
public final class OverlapCsv {

    private final OutputFolder folder;

    /**
     * Makes the folder where there is none.
     *
     * @throws IOException in one sentence, if nothing can be written there
     */
    public OverlapCsv(Path folder) throws IOException {
        this.folder = OutputFolder.open(folder, List.of());
    }

    /**
     * Writes the tables; files of the same names are replaced.
     *
     * @throws IOException in one sentence, if a file cannot be written
     */
    public void write(OverlapTables tables) throws IOException {
        write("overlap.csv", tables.images());
        write("overlap-labels.csv", tables.labels());
        write("overlap-objects.csv", tables.objects());
        write("overlap-problems.csv", tables.problems());
    }

    private void write(String name, ColumnTable table) throws IOException {
        if (table.isEmpty()) {
            Files.deleteIfExists(folder.path().resolve(name));
        } else {
            folder.text(name, table.csv());
        }
    }
}
