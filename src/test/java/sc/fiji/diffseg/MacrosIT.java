package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.training.Bars;

/** The macros in the folder macros, as they are, in a real Fiji without windows. */
class MacrosIT extends InFiji {

    private static Path bars;

    @BeforeEach
    void drawBars() throws Exception {
        if (bars == null) {
            bars = scratch.resolve("my bars");
            Bars.draw(bars, 8);
            Files.move(bars.resolve("images/bar0.png"), bars.resolve("images/bar 0, left.png"));
            Files.move(bars.resolve("masks/bar0.png"), bars.resolve("masks/bar 0, left.png"));
        }
    }

    @Test
    void aFolderIsSegmentedAndMeasured() throws Exception {
        Files.writeString(bars.resolve("images/broken.tif"), "no image");
        String said =
                run(
                        "segment-folder.ijm",
                        "images='%s',results='%s',model='tiny'",
                        "images",
                        "found");
        Files.delete(bars.resolve("images/broken.tif"));
        assertTrue(said.contains("8 of 9 files are segmented."), said);
        assertTrue(said.contains("broken.tif: The file"), said);
        assertTrue(Files.exists(bars.resolve("found/bar 0, left-rois.zip")), said);
        said =
                run(
                        "measure-folder.ijm",
                        "found='%s',truth='%s',tables='%s'",
                        "found",
                        "masks",
                        "tables");
        assertTrue(said.contains("\nbar 0, left-labels.tif: Dice 0."), said);
        assertTrue(said.contains("\nmean: Dice 0."), said);
        assertTrue(Files.exists(bars.resolve("tables/overlap-objects.csv")), said);
    }

    @Test
    void aModelIsTrainedAndSegmentsAtOnce() throws Exception {
        String said =
                run(
                        "fine-tune-and-segment.ijm",
                        "images='%s',masks='%s',input='%s',results='%s',base='tiny',name='for my bars',steps=2",
                        "images",
                        "masks",
                        "images",
                        "tuned");
        assertTrue(said.contains("The model for my bars is trained."), said);
        assertTrue(Files.readString(bars.resolve("tuned/bar1.json")).contains("\"for my bars\""));
    }

    @Test
    void bothMethodsAreComparedInOneTable() throws Exception {
        String said =
                run(
                        "compare-methods.ijm",
                        "images='%s',results='%s',truth='%s',leaf='tiny',unisegdiff='staged'",
                        "images",
                        "compared",
                        "masks");
        List<String> rows = Files.readAllLines(bars.resolve("compared/methods.csv"));
        assertEquals(10, rows.size(), said);
        String number = "(,[0-9.E-]+)";
        assertTrue(rows.get(1).matches("\"bar 0, left.png\"" + number + "{5}"), rows.get(1));
        assertTrue(rows.get(9).matches("mean,NaN,NaN" + number + "{3}"), rows.get(9));
        assertFalse(said.contains("rror"), said);
    }

    private static String run(String macro, String parameters, String... folders) throws Exception {
        Object[] paths = new Object[folders.length];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = slashed(bars.resolve(folders[i]));
        }
        Path file = Path.of("macros").resolve(macro).toAbsolutePath();
        return fiji().runHeadless(
                        file, parameters.formatted(paths), Map.of("OMP_NUM_THREADS", "1"));
    }
}
