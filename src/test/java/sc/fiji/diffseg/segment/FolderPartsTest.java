package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;

/** A folder is segmented in parts, by several processes. */
class FolderPartsTest extends WithFolderJob {

    private FolderRequest part(Path output, int number, int count) {
        return request(output, Optional.empty(), new Part(number, count), false);
    }

    @Test
    void partsOfDifferentProcessesMergeToTheFilesOfOne() throws IOException {
        Path whole = root.resolve("whole");
        FolderSummary one = run(request(whole));
        for (int i = 3; i >= 1; i--) {
            run(part(results, i, 3));
        }
        assertFalse(Files.exists(results.resolve("summary.csv")));
        FolderSummary merged = PartMerge.merge(results);
        assertEquals(one.csv(), merged.csv());
        assertSame(whole, results);
    }

    @Test
    void partsThatDoNotFitAreNotMerged() throws IOException {
        run(part(results, 1, 2));
        assertMergeRefused("Part 2 of 2 is missing");
        SegmentationSettings faster =
                SETTINGS.withSampling(SETTINGS.sampling().withPrecision(Precision.BFLOAT16));
        run(part(results, 2, 2), faster);
        assertMergeRefused(
                "Part 2 of 2 does not fit part 1 (the precision is bfloat16 instead of float32)");
        Path second = results.resolve("parts/part-2-of-2.json");
        String record = Files.readString(second);
        Files.writeString(second, record.substring(0, record.length() / 2));
        assertMergeRefused("part-2-of-2.json is damaged: run part 2 of 2 again");
        Files.writeString(second, record.replace("bfloat16", "float32").replace("tiny (", "t ("));
        assertMergeRefused("the model is t (");
        Files.delete(second);
        Files.delete(images.resolve("notes.png"));
        run(part(root.resolve("other"), 2, 2));
        Files.copy(root.resolve("other/parts/part-2-of-2.json"), second);
        assertMergeRefused("its list of files is another one");
        Files.copy(second, results.resolve("parts/part-1-of-3.json"));
        assertMergeRefused("There are parts of batches of [2, 3] parts");
        assertFalse(Files.exists(results.resolve("summary.csv")));
        IOException e =
                assertThrows(IOException.class, () -> PartMerge.merge(root.resolve("images")));
        assertTrue(e.getMessage().startsWith("There are no parts in"), e.getMessage());
    }

    @Test
    void whatAPartSaidBeforeItRanAgainIsNotMerged() throws IOException {
        run(part(results, 1, 2));
        run(part(results, 2, 2));
        Pictures.save(Pictures.plane(50, 30), images.resolve("day 1/a 2.tif"));
        Pictures.save(Pictures.plane(50, 30), images.resolve("day 1/a 10.tif"));
        run(part(results, 1, 2));
        FolderJob second = FolderJob.open(part(results, 2, 2));
        Progress half = ImpatientUser.when(report -> report.fraction() > 0.5);
        assertThrows(
                CancellationException.class,
                () -> second.run(model, "cpu", SETTINGS, KEEPER, half));
        assertMergeRefused("Part 2 of 2 is missing");
        run(part(results, 2, 2));
        PartMerge.merge(results);
        run(request(results));
        assertMergeRefused("There are no parts in");
    }

    private void assertMergeRefused(String part) {
        IOException e = assertThrows(IOException.class, () -> PartMerge.merge(results));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
