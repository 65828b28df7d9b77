package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Folders of images that are segmented in a real Fiji. */
class FijiFolderIT extends InFiji {

    @Test
    void aHeadlessMacroSegmentsAFolderInPartsAndMergesTheirTables() throws Exception {
        Path images = Files.createDirectories(scratch.resolve("folder"));
        for (String name : List.of("nuclei-8bit.png", "histology-rgb.png")) {
            Files.copy(image(name), images.resolve(name));
        }
        Files.writeString(images.resolve("broken.tif"), "no image");
        Path results = scratch.resolve("parted");
        String macro =
                segment(images, results, "part=2 parts=2")
                        + segment(images, results, "part=1 parts=2")
                        + "n = nResults;"
                        + "run('Merge Folder Parts...', 'output_folder=[%s]');"
                                .formatted(slashed(results))
                        + "print((nResults - n) + ' rows, ' + getResultLabel(n) + ' '"
                        + " + getResultString('Result', n));";
        String printed = fiji().runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("3 rows, broken.tif failed"), printed);
        assertTrue(printed.contains("1 of 3 files could not be segmented"), printed);
        assertSegmented("nuclei-8bit.png", results.resolve("nuclei-8bit-labels.tif"));
        assertEquals(4, Files.readAllLines(results.resolve("summary.csv")).size());
    }

    @Test
    void theRoisOfAFolderOpenInTheRoiManagerWhichIsLeftAlone() throws Exception {
        Path images = Files.createDirectories(scratch.resolve("one"));
        Files.copy(image("nuclei-8bit.png"), images.resolve("cells.png"));
        Path results = scratch.resolve("outlined");
        Path said = scratch.resolve("rois.txt");
        String macro =
                open("nuclei-8bit.png")
                        + "makeRectangle(1, 2, 3, 4); roiManager('add');"
                        + segment(images, results, "rois=true")
                        + "before = roiManager('count');"
                        + "roiManager('reset'); roiManager('open', '%s/cells-rois.zip');"
                                .formatted(slashed(results))
                        + "found = roiManager('count'); open('%s/cells-labels.tif');"
                                .formatted(slashed(results))
                        + "getStatistics(area, mean, min, max);"
                        + write("'' + before + '\\n' + (found - max)", said)
                        + "if (isOpen('Segmented folder')) { selectWindow('Segmented folder');"
                        + " run('Close'); }";
        fiji().runWithWindows(macro);
        assertEquals(List.of("1", "0"), Files.readAllLines(said));
    }

    private static String segment(Path images, Path results, String more) {
        return "run('Segment Folder...', 'input_folder=[%s] output_folder=[%s] %s %s');"
                .formatted(slashed(images), slashed(results), KEYS, more);
    }
}
