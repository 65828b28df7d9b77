package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.measure.Overlap;

class FolderSummaryTest {

    @TempDir Path folder;

    private static ImageOutcome done(Optional<Overlap> overlap, boolean before) {
        return new ImageOutcome("a.tif", 3, 1, overlap, Optional.empty(), Optional.empty(), before);
    }

    private static ImageOutcome failed() {
        return ImageOutcome.failed(
                new InputFile(Path.of("b.tif").toAbsolutePath(), "b"), "It is damaged.");
    }

    @Test
    void aFileThatFailedHasNoNumberOfObjectsInAnyTable() {
        FolderSummary summary = new FolderSummary(List.of(done(Optional.empty(), false), failed()));
        ResultsTable table = new ResultsTable();
        summary.addTo(table);
        assertEquals(3, table.getValue("Objects", 0));
        assertEquals(Double.NaN, table.getValue("Objects", 1));
        assertTrue(summary.csv().contains("b.tif,failed,,It is"), summary.csv());
    }

    private boolean hasScores(ImageOutcome... outcomes) throws IOException {
        new FolderSummary(List.of(outcomes)).write(OutputFolder.open(folder, List.of()));
        return Files.exists(folder.resolve("scores.csv"));
    }

    @Test
    void scoresStayOnlyAsLongAsTheResultsThatTheyAreOf() throws IOException {
        assertTrue(hasScores(done(Optional.of(new Overlap(1, 1, 1, 1)), false)));
        assertTrue(hasScores(done(Optional.empty(), true)));
        assertTrue(hasScores(done(Optional.empty(), true), failed()));
        assertFalse(hasScores(done(Optional.empty(), false)));
    }
}
