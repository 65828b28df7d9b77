package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Masks that are fused and compared in a real Fiji. */
class FijiMeasuringIT extends InFiji {

    /** Three bars of masks, of which the middle one is what most say. */
    private static final String MASKS =
            "newImage('bars', '8-bit black', 30, 20, 3); setColor(255);"
                    + "for (i = 1; i <= 3; i++) { setSlice(i); fillRect(0, 0, 5 * i, 20); }"
                    + "run('Fuse Masks...', 'method=majority uncertainty_map=true"
                    + " sample_table=true');";

    @Test
    void aHeadlessMacroFusesMasksAndSavesTheTable() throws Exception {
        Path table = scratch.resolve("table.csv");
        String macro =
                MASKS
                        + "getStatistics(area, mean); print(getTitle() + ' of ' + nImages + ': '"
                        + " + mean * area / 255 + ' pixels');"
                        + "saveAs('Results', '"
                        + slashed(table)
                        + "');";
        String printed = fiji().runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("bars-consensus of 3: 200 pixels"), printed);
        assertTrue(Files.readString(table).contains("Sensitivity,Specificity"), printed);
        assertEquals(4, Files.readAllLines(table).size());
    }

    @Test
    void aMacroWithWindowsFindsTheTableOfMasksByItsTitle() throws Exception {
        Path said = scratch.resolve("fused.txt");
        String macro =
                MASKS
                        + "front = getTitle(); titles = getList('image.titles');"
                        + "rows = Table.size('bars-samples');"
                        + "first = Table.get('Sensitivity', 0, 'bars-samples');"
                        + write(
                                "front + '\\n' + String.join(titles, ',') + '\\n' + rows"
                                        + " + ' ' + first",
                                said)
                        + "selectWindow('bars-samples'); run('Close');";
        fiji().runWithWindows(macro);
        assertEquals(
                List.of("bars-consensus", "bars,bars-uncertainty,bars-consensus", "3 0.5"),
                Files.readAllLines(said));
    }

    /** Two squares of which four fifths agree. */
    private static final String SQUARES =
            "newImage('found', '8-bit black', 30, 20, 1); setColor(255); fillRect(7, 5, 10, 10);"
                    + "newImage('true', '8-bit black', 30, 20, 1); setColor(255);"
                    + "fillRect(5, 5, 10, 10); setVoxelSize(0.5, 0.5, 1, 'mm');";

    @Test
    void aHeadlessMacroMeasuresTwoImagesByTheirTitles() throws Exception {
        Path tables = scratch.resolve("tables");
        String macro =
                SQUARES
                        + "run('Measure Overlap...', 'prediction=found truth=true compare=objects"
                        + " csv_folder=["
                        + slashed(tables)
                        + "]');"
                        + "print('measured ' + nResults + ' ' + getResultLabel(0) + ' '"
                        + " + d2s(getResult('DiceCoefficient', 0), 3) + ' '"
                        + " + d2s(getResult('Hausdorff95', 0), 3) + getResultString('Unit', 0));";
        String printed = fiji().runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("measured 1 found 0.800 1.000mm"), printed);
        assertEquals(4, Files.readAllLines(tables.resolve("overlap-objects.csv")).size());
    }

    @Test
    void aHeadlessMacroMeasuresFoldersAndNamesWhatIsLeftOver() throws Exception {
        Path found = Files.createDirectory(scratch.resolve("found"));
        Path labels = Path.of("test-images/nuclei/labels").toAbsolutePath();
        Files.copy(labels.resolve("nuclei-8bit.png"), found.resolve("nuclei-8bit-labels.png"));
        String macro =
                "run('Measure Overlap of Folders...', 'prediction=[%s] truth=[%s]"
                                .formatted(slashed(found), slashed(labels))
                        + " prediction_suffix=-labels');"
                        + "print('measured ' + nResults + ' ' + getResult('JaccardIndex', 0));"
                        + "run('Measure Overlap of Folders...', 'prediction=[%s]');"
                                .formatted(slashed(found))
                        + "print('went on');";
        String printed = fiji().runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("measured 1 1"), printed);
        assertTrue(printed.contains("nuclei-stack.tif,There is no image of this name"), printed);
        assertTrue(printed.contains("Measuring needs a prediction and a truth"), printed);
        assertFalse(printed.contains("went on"), printed);
    }

    @Test
    void aMacroWithWindowsFindsMorphoLibJsTables() throws Exception {
        Path said = scratch.resolve("measured.txt");
        String macro =
                SQUARES
                        + "run('Measure Overlap...', 'prediction=found truth=true');"
                        + "run('Measure Overlap...', 'prediction=found truth=true compare=labels');"
                        + "total = 'found-all-labels-overlap-measurements';"
                        + "each = 'found-individual-labels-overlap-measurements';"
                        + write(
                                "d2s(Table.get('TotalOverlap', 0, total), 2) + ' '"
                                        + " + d2s(Table.get('TargetOverlap', 0, each), 2) + ' '"
                                        + " + Table.getString('Label', 0, each)",
                                said)
                        + "selectWindow(total); run('Close'); selectWindow(each); run('Close');";
        fiji().runWithWindows(macro);
        assertEquals("0.80 0.80 255", Files.readString(said).trim());
    }
}
