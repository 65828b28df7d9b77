package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.FileSaver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;
import sc.fiji.diffseg.training.Bars;

/** The macros in the folder macros, as they are. */
class ShippedMacrosTest extends WithModels {

    @TempDir static Path scratch;

    private static Path bars;
    private static Path few;

    @BeforeAll
    static void install() throws Exception {
        TinyModel.write(models.resolve("tiny"));
        TinyUniSegDiff.write(models.resolve("staged"), "staged");
        bars = scratch.resolve("my bars");
        Bars.draw(bars, 8);
        few = scratch.resolve("few of them");
        Bars.draw(few, 2);
        Files.move(few.resolve("images/bar0.png"), few.resolve("images/bar 0, left.png"));
        Files.move(few.resolve("masks/bar0.png"), few.resolve("masks/bar 0, left.png"));
        Files.writeString(few.resolve("images/broken.png"), "no image");
    }

    @Test
    void aFolderIsSegmentedAndMeasured() throws Exception {
        run(
                "segment-folder.ijm",
                Map.of("images", path("images"), "results", path("found"), "model", "tiny"));
        assertEquals(4, lines("found/summary.csv").size());
        for (String file : List.of("labels.tif", "overlay.png", "rois.zip")) {
            assertTrue(Files.exists(few.resolve("found/bar 0, left-" + file)), file);
        }
        run(
                "measure-folder.ijm",
                Map.of("found", path("found"), "truth", path("masks"), "tables", path("tables")));
        List<String> rows = lines("tables/overlap.csv");
        assertEquals("\"bar 0, left-labels.tif\"", rows.get(1).substring(0, 24));
        assertTrue(rows.get(3).startsWith("mean,"), rows.get(3));
        assertTrue(Files.exists(few.resolve("tables/overlap-objects.csv")));
    }

    @Test
    void aModelIsTrainedAndSegmentsAtOnce() throws Exception {
        run(
                "fine-tune-and-segment.ijm",
                Map.of(
                        "images", bars.resolve("images").toString(),
                        "masks", bars.resolve("masks").toString(),
                        "base", "tiny",
                        "name", "for my bars",
                        "steps", "2",
                        "input", path("images"),
                        "results", path("tuned")));
        Path model = models.resolve("for-my-bars");
        assertEquals("for my bars", ModelFolder.open(model).description().name());
        String record = Files.readString(few.resolve("tuned/bar1.json"));
        assertTrue(record.contains("\"for my bars\""), record);
    }

    @Test
    void bothMethodsAreComparedInOneTableAndLaterWithTheTruthToo() throws Exception {
        Map<String, String> parameters =
                new HashMap<>(Map.of("images", path("images"), "results", path("compared")));
        parameters.putAll(Map.of("leaf", "tiny", "unisegdiff", "staged"));
        run("compare-methods.ijm", parameters);
        List<String> rows = lines("compared/methods.csv");
        assertEquals(5, rows.size());
        assertTrue(rows.get(2).matches("bar1.png,\\d+,\\d+,0\\.\\d+,NaN,NaN"), rows.get(2));
        parameters.put("truth", path("masks"));
        run("compare-methods.ijm", parameters);
        rows = lines("compared/methods.csv");
        assertRow(rows.get(1), "\"bar 0, left.png\"", true);
        assertTrue(rows.contains("broken.png,,,NaN,NaN,NaN"), rows.toString());
        assertRow(rows.get(4), "mean", false);
    }

    @Test
    void imagesWithTwoEndingsAndThoseThatDifferInTheirEndingAreComparedToo() throws Exception {
        Path odd = Files.createDirectories(few.resolve("odd"));
        Path bar = few.resolve("images/bar1.png");
        for (String name : List.of("b.png", "b.tif", "c.ome.tif")) {
            ImagePlus image = ImageFiles.open(bar);
            new FileSaver(image).saveAsTiff(odd.resolve(name).toString());
        }
        Files.copy(bar, odd.resolve("b.png"), StandardCopyOption.REPLACE_EXISTING);
        run(
                "compare-methods.ijm",
                Map.of(
                        "images",
                        path("odd"),
                        "results",
                        path("odd compared"),
                        "leaf",
                        "tiny",
                        "unisegdiff",
                        "staged"));
        List<String> rows = lines("odd compared/methods.csv");
        for (int i = 1; i <= 3; i++) {
            assertTrue(
                    rows.get(i).matches("[bc][a-z.]+,\\d+,\\d+,[01]\\.\\d+,NaN,NaN"), rows.get(i));
        }
    }

    /** Whether the numbers of a row are those of the tables that the commands wrote. */
    private void assertRow(String row, String image, boolean objects) throws Exception {
        assertTrue(row.startsWith(image + ","), row);
        String[] is = row.substring(image.length() + 1).split(",", -1);
        String[] leaf = score("compared/LEAF/scores.csv", image);
        String[] unisegdiff = score("compared/UniSegDiff/scores.csv", image);
        if (objects) {
            assertEquals(List.of(leaf[0], unisegdiff[0]), List.of(is[0], is[1]));
        }
        assertEquals(List.of(leaf[1], unisegdiff[1]), List.of(is[3], is[4]));
        assertTrue(Double.parseDouble(is[2]) <= 1, row);
    }

    private String[] score(String file, String image) throws Exception {
        return lines(file).stream()
                .filter(line -> line.startsWith(image + ","))
                .findFirst()
                .orElseThrow()
                .substring(image.length() + 1)
                .split(",");
    }

    private void run(String macro, Map<String, String> parameters) throws Exception {
        new MacroFile(context(), macro).run(parameters);
    }

    private static String path(String folder) {
        return few.resolve(folder).toString();
    }

    private static List<String> lines(String file) throws Exception {
        return Files.readAllLines(few.resolve(file));
    }
}
