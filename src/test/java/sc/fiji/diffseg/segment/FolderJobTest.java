package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

/** A folder is segmented, and segmented again. */
class FolderJobTest extends WithFolderJob {

    /** What changes when a file is written anew, even with the same content. */
    private static Map<String, Object> identities(Path folder) throws IOException {
        Map<String, Object> keys = new TreeMap<>();
        for (String name : files(folder).keySet()) {
            BasicFileAttributes is =
                    Files.readAttributes(folder.resolve(name), BasicFileAttributes.class);
            keys.put(name, is.fileKey() + " " + is.lastModifiedTime());
        }
        keys.remove("summary.csv");
        keys.remove("scores.csv");
        return keys;
    }

    private static void assertRefused(String part, FolderRequest request, SegmentationSettings how)
            throws IOException {
        IOException e = assertThrows(IOException.class, () -> run(request, how));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void goodImagesAreDoneAndBrokenOnesAreReportedWithTheirReasons() throws IOException {
        FolderSummary summary = run(request(results));
        assertEquals(4, summary.failures());
        List<String> lines = Files.readAllLines(results.resolve("summary.csv"));
        assertEquals("image,result,objects,remark", lines.get(0));
        List<String> names = List.of("cut", "day 1/a 2", "day 1/a 10", "empty", "histology-rgb");
        for (int i = 0; i < names.size(); i++) {
            assertTrue(lines.get(i + 1).startsWith(names.get(i)), lines.get(i + 1));
        }
        assertTrue(lines.get(1).startsWith("cut.tif,failed,,"), lines.get(1));
        assertTrue(lines.get(2).startsWith("day 1/a 2.tif,done,"), lines.get(2));
        assertTrue(summary.remarks().contains("4 of 9 files could not"), summary.remarks());
        assertTrue(summary.remarks().contains("notes.png: The file"), summary.remarks());
        assertTrue(summary.remarks().contains("left out (1);"), summary.remarks());
        assertEquals(
                List.of(
                        "a 10-labels.tif",
                        "a 10-overlay.png",
                        "a 10-rois.zip",
                        "a 10.json",
                        "a 2-labels.tif",
                        "a 2-overlay.png",
                        "a 2-rois.zip",
                        "a 2.json"),
                List.copyOf(files(results.resolve("day 1")).keySet()));
    }

    @Test
    void aSecondRunLeavesWhatIsDoneAndWritesTheSameSummary() throws IOException {
        run(request(results));
        Map<String, byte[]> before = files(results);
        Map<String, Object> keys = identities(results);
        FolderSummary again = run(request(results));
        assertEquals(keys, identities(results));
        assertArrayEquals(before.get("summary.csv"), files(results).get("summary.csv"));
        assertTrue(again.remarks().startsWith("5 of 9 files were already"), again.remarks());
    }

    @Test
    void aCancelledRunGoesOnWhereItWasAndRemainsOfAKilledOneAreTakenAway() throws IOException {
        Path whole = root.resolve("whole");
        run(request(whole));
        Progress half = ImpatientUser.when(report -> report.fraction() > 0.5);
        FolderJob job = FolderJob.open(request(results));
        assertThrows(
                CancellationException.class, () -> job.run(model, "cpu", SETTINGS, KEEPER, half));
        int done = files(results).size();
        assertTrue(done > 0 && done < files(whole).size(), done + " files");
        Path day = Files.createDirectories(results.resolve("day 1"));
        Path remains = Files.createFile(day.resolve(".a 2-labels.tif.12ab34.tmp"));
        Path foreign = Files.createFile(results.resolve(".another-labels.tif.12ab34.tmp"));
        run(request(results));
        assertFalse(Files.exists(remains));
        Files.delete(foreign);
        assertSame(whole, results);
    }

    @Test
    void anImageThatChangedIsDoneAgainAndSoIsOneThatLacksAFile() throws IOException {
        run(request(results));
        Pictures.save(Pictures.plane(44, 30), images.resolve("day 1/a 10.tif"));
        Files.delete(results.resolve("nuclei-stack-overlay-0001.png"));
        Path early = results.resolve("day 1/a 2.json");
        JsonObject withoutHash = JsonParser.parseString(Files.readString(early)).getAsJsonObject();
        assertTrue(withoutHash.remove("segmentation_sha256") != null);
        Files.writeString(early, withoutHash.toString());
        Files.delete(results.resolve("day 1/a 2-rois.zip"));
        FolderSummary again = run(request(results));
        assertEquals(
                List.of("day 1/a 2.tif", "day 1/a 10.tif", "nuclei-stack.tif"), doneNow(again));
        Path whole = root.resolve("whole");
        run(request(whole));
        assertSame(whole, results);
    }

    private static List<String> doneNow(FolderSummary summary) {
        return summary.outcomes().stream()
                .filter(outcome -> outcome.problem().isEmpty() && !outcome.before())
                .map(ImageOutcome::file)
                .toList();
    }

    private static String problem(FolderSummary summary, String file) {
        return summary.outcomes().stream()
                .filter(outcome -> outcome.file().equals(file))
                .findFirst()
                .flatMap(ImageOutcome::problem)
                .orElseThrow();
    }

    /** Two or three small images, whose results need no sub-folder. */
    private FolderSummary few(boolean redo, boolean probability) throws IOException {
        FolderRequest plain = request(results);
        return run(
                new FolderRequest(
                        List.of(images.resolve("day 1")),
                        FileChoice.ALL,
                        results,
                        plain.truth(),
                        plain.options(),
                        Part.WHOLE,
                        redo),
                SETTINGS.withMaps(probability, false, false));
    }

    @Test
    void filesOfTheUserAreReplacedOnlyOnRequest() throws IOException {
        Pictures.save(Pictures.plane(20, 20), images.resolve("day 1/a 30.tif"));
        few(false, false);
        final Map<String, byte[]> made = files(results);
        Path corrected = results.resolve("a 2-labels.tif");
        Pictures.save(Pictures.plane(40, 30), corrected);
        final byte[] correction = Files.readAllBytes(corrected);
        assertEquals(List.of(), doneNow(few(false, false)));
        assertArrayEquals(correction, Files.readAllBytes(corrected));

        Files.delete(results.resolve("a 2-rois.zip"));
        Path own = results.resolve("a 10-rois.zip");
        for (String gone : List.of("a 10.json", "a 10-labels.tif", "a 10-overlay.png")) {
            Files.delete(results.resolve(gone));
        }
        Files.writeString(own, "the user's own");
        Path notes = results.resolve("a 30.json");
        Files.writeString(notes, "{\"software\": \"another\"}");
        final Map<String, Object> before = identities(results);
        FolderSummary again = few(false, false);
        assertEquals(before, identities(results));
        assertEquals(List.of(), doneNow(again));
        assertTrue(problem(again, "a 2.tif").startsWith(corrected + " was changed since"));
        assertTrue(problem(again, "a 10.tif").startsWith(own + " is there and was not"));
        assertTrue(problem(again, "a 30.tif").startsWith(notes + " is there and was not"));

        few(true, false);
        Map<String, byte[]> redone = files(results);
        assertEquals(made.keySet(), redone.keySet());
        made.forEach((name, bytes) -> assertArrayEquals(bytes, redone.get(name), name));
    }

    @Test
    void anImageDuringWhichTheProcessWasKilledIsDoneAgain() throws IOException {
        few(false, false);
        final Map<String, byte[]> made = files(results);
        few(false, true);
        // What a kill leaves while the files of an image are written, and while old ones go.
        Path record = results.resolve("a 2.json");
        JsonObject half = JsonParser.parseString(Files.readString(record)).getAsJsonObject();
        half.remove("segmentation_sha256");
        half.addProperty("unfinished", true);
        Files.writeString(record, half.toString());
        Files.delete(results.resolve("a 2-rois.zip"));
        Files.writeString(results.resolve("a 10.json"), "{\"unfinished\": true}");

        assertEquals(List.of("a 2.tif", "a 10.tif"), doneNow(few(false, false)));

        // Of the one nobody knows how its map was made; that of the other was made as now.
        assertFalse(Files.exists(results.resolve("a 10-probability.tif")));
        assertTrue(Files.exists(results.resolve("a 2-probability.tif")));
        Map<String, byte[]> found = files(results);
        made.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }

    @Test
    void resultsOfAnotherModelOrOtherSettingsAreNeitherKeptSilentlyNorReplaced()
            throws IOException {
        run(request(results));
        Map<String, Object> before = identities(results);
        SegmentationSettings other = SETTINGS.withSampling(SETTINGS.sampling().withThreshold(0.6));
        assertRefused(
                "of day 1/a 2.tif the threshold is 0.5 instead of 0.6", request(results), other);
        SegmentationSettings faster =
                SETTINGS.withSampling(SETTINGS.sampling().withPrecision(Precision.BFLOAT16));
        assertRefused("the precision is float32 instead of bfloat16", request(results), faster);
        ModelFolder another = TinyUniSegDiff.write(root.resolve("another"), "another");
        FolderJob job = FolderJob.open(request(results));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> job.run(another, "cpu", SETTINGS, KEEPER, Progress.NONE));
        assertTrue(e.getMessage().contains("the model is tiny ("), e.getMessage());
        assertEquals(before, identities(results));
    }

    @Test
    void redoneResultsReplaceThoseOfOtherSettingsAndLeaveNothingOfThem() throws IOException {
        SegmentationSettings masks =
                SETTINGS.withOutput(OutputType.MASK, Neighbourhood.EIGHT, 0)
                        .withMaps(true, false, false);
        run(request(results), masks);
        Files.writeString(results.resolve("histology-rgb-mask.txt"), "the user's own");
        FolderSummary replaced = run(request(results, Optional.empty(), Part.WHOLE, true));
        assertEquals(0, replaced.outcomes().stream().filter(ImageOutcome::before).count());
        assertEquals(4, replaced.failures());
        Files.delete(results.resolve("histology-rgb-mask.txt"));
        Path whole = root.resolve("whole");
        run(request(whole));
        assertSame(whole, results);
    }

    @Test
    void mapsWantedLaterAreMadeLater() throws IOException {
        run(request(results));
        run(request(results), SETTINGS.withMaps(true, false, false));
        assertTrue(Files.exists(results.resolve("day 1/a 2-probability.tif")));
        Map<String, Object> before = identities(results);
        run(request(results));
        assertEquals(before, identities(results));
    }

    @Test
    void theScoresOfFinishedImagesAreThoseOfTheFirstRun() throws IOException {
        Path truth = root.resolve("truth");
        Files.createDirectories(truth.resolve("day 1"));
        Pictures.save(new ImagePlus("mask", half(40, 30)), truth.resolve("day 1/a 2.png.tif"));
        Files.move(truth.resolve("day 1/a 2.png.tif"), truth.resolve("day 1/a 2.tif"));
        Pictures.save(new ImagePlus("mask", half(9, 9)), truth.resolve("day 1/a 10.tif"));
        Files.copy(
                Path.of("test-images/nuclei/labels/nuclei-stack.tif"),
                truth.resolve("nuclei-stack.tif"));
        Files.writeString(truth.resolve("nuclei-stack.json"), "{}");
        FolderRequest request = request(results, Optional.of(truth), Part.WHOLE, false);
        FolderSummary first = run(request);
        assertEquals(5, first.failures(), first.remarks());
        byte[] scores = Files.readAllBytes(results.resolve("scores.csv"));
        assertEquals(5, new String(scores).lines().count());
        byte[] summary = Files.readAllBytes(results.resolve("summary.csv"));
        Map<String, Object> before = identities(results);
        run(request);
        assertEquals(before, identities(results));
        assertArrayEquals(scores, Files.readAllBytes(results.resolve("scores.csv")));
        assertArrayEquals(summary, Files.readAllBytes(results.resolve("summary.csv")));
    }

    private static ByteProcessor half(int width, int height) {
        ByteProcessor mask = new ByteProcessor(width, height);
        mask.setValue(255);
        mask.setRoi(0, 0, width / 2, height);
        mask.fill();
        mask.resetRoi();
        return mask;
    }
}
