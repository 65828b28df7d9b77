package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.io.FileSaver;
import ij.measure.ResultsTable;
import ij.process.ImageProcessor;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Cancelable;
import org.scijava.ItemVisibility;
import org.scijava.module.Module;

class MeasureOverlapTest extends WithMacros {

    /** A square of 100 pixels, and one of 100 pixels that is 2 pixels further right. */
    private static final String TWO_MASKS =
            """
            newImage('found', '8-bit black', 30, 20, 1);
            setColor(255); fillRect(7, 5, 10, 10);
            newImage('true', '8-bit black', 30, 20, 1);
            setVoxelSize(0.5, 0.5, 2, 'um');
            setColor(255); fillRect(5, 5, 10, 10);
            n = nResults;
            """;

    @TempDir Path folder;

    @AfterEach
    void clearResults() {
        ResultsTable.getResultsTable().reset();
    }

    private static String macro(String text) {
        return run(TWO_MASKS + text);
    }

    @Test
    void macrosReadMorphoLibJsColumnsAndOursAsResults() {
        String said =
                macro(
                        """
                        run('Measure Overlap...', 'prediction=found truth=true');
                        columns = newArray('TotalOverlap', 'JaccardIndex', 'DiceCoefficient',
                            'VolumeSimilarity', 'FalseNegativeError', 'FalsePositiveError',
                            'Precision', 'Recall', 'Hausdorff95', 'AverageSurfaceDistance');
                        said = '' + nResults + ' ' + getResultLabel(n) + ' '
                            + getResultString('EmptyMasks', n) + ' ' + getResultString('Unit', n);
                        for (i = 0; i < columns.length; i++)
                            said += ' ' + d2s(getResult(columns[i], n), 4);
                        return said;
                        """);
        // Of 36 surface pixels 8 at the far side lie 2 pixels from the other square, at the near
        // side 6 lie 2 and 2 lie 1, of both rows 1 lies 1 and 1 lies 2 pixels: 1 on average.
        assertEquals(
                "1 found both empty = 1 \u00b5m 0.8000 0.6667 0.8000 0.0000 0.2000 0.2000 0.8000"
                        + " 0.8000 1.0000 0.5000",
                said);
    }

    /** A line of text that is left would open a dialog, which a macro cannot answer. */
    @Test
    void whereAMacroNamesTheImagesNothingIsLeftToAsk() throws Exception {
        run(TWO_MASKS);
        Module module = dialog(MeasureOverlap.class);
        for (String image : List.of("prediction", "truth")) {
            module.setInput(image, WindowManager.getImage("found"));
            module.resolveInput(image);
        }
        module.initialize();
        module.getInfo()
                .inputs()
                .forEach(
                        input ->
                                assertTrue(
                                        input.getLabel().isEmpty()
                                                        && input.getVisibility()
                                                                != ItemVisibility.MESSAGE
                                                || module.isInputResolved(input.getName()),
                                        input.getName()));
    }

    @Test
    void allKeysOfARecordedLineAreUnderstoodAndTheTablesAreWritten() throws Exception {
        String said =
                macro(
                        """
                        selectImage('found'); setColor(3); fillRect(26, 1, 2, 2);
                        run('Measure Overlap...', 'prediction=found truth=true compare=objects'
                            + ' empty_masks=left_out slice_by_slice=true surface_distances=false'
                            + ' iou_thresholds=[0.5 0.9] csv_folder=[%s]');
                        return '' + nResults + ' ' + getResultString('EmptyMasks', n);
                        """
                                .formatted(slashed(folder)));
        assertEquals("1 both empty left out", said);
        assertEquals(
                List.of(
                        "Label,Slice,IoUThreshold,TruePositives,FalsePositives,FalseNegatives,Precision,Recall,F1,AveragePrecision,EmptyMasks",
                        "found,1,0.5,1,1,0,0.5,1.0,0.6666666666666666,0.5,both empty left out",
                        "found,1,0.9,0,2,1,0.0,0.0,0.0,0.0,both empty left out"),
                Files.readAllLines(folder.resolve("overlap-objects.csv")));
        List<String> labels = Files.readAllLines(folder.resolve("overlap-labels.csv"));
        assertEquals(
                "Label,Image,Slice,PredictionLabel,TruthLabel,TargetOverlap,JaccardIndex,DiceCoefficient,VolumeSimilarity,FalseNegativeError,FalsePositiveError,Precision,Recall,EmptyMasks",
                labels.get(0));
        assertTrue(labels.get(1).startsWith("255,found,1,255,255,0.8,0.66666"), labels.get(1));
        assertTrue(labels.get(2).startsWith("3,found,1,3,0,0.0,0.0,0.0,2.0,"), labels.get(2));
        assertEquals(3, labels.size());
        assertTrue(Files.exists(folder.resolve("overlap.csv")));
        assertFalse(Files.exists(folder.resolve("overlap-problems.csv")));
    }

    @Test
    void aSelectionRestrictsTheMeasurement() {
        String said =
                macro(
                        """
                        selectImage('true'); makeRectangle(7, 0, 8, 20);
                        run('Measure Overlap...', 'prediction=found truth=true');
                        return d2s(getResult('DiceCoefficient', n), 3);
                        """);
        assertEquals("1.000", said);
    }

    @Test
    void anErrorEndsTheMacro() {
        assertEquals(
                "Prediction and truth must have the same size, but \"wide\" has 31 x 20 pixels,"
                        + " 1 channels, 1 slices and 1 frames and \"true\" 30 x 20 pixels,"
                        + " 1 channels, 1 slices and 1 frames.",
                refusal(
                        TWO_MASKS
                                + "newImage('wide', '8-bit black', 31, 20, 1);"
                                + "run('Measure Overlap...', 'prediction=wide truth=true');"
                                + "newImage('on', '8-bit', 9, 9, 1);"));
        assertNull(WindowManager.getImage("on"));
    }

    private Path save(String name, int columns) {
        ImagePlus mask = IJ.createImage("mask", "8-bit black", 20, 20, 1);
        ImageProcessor pixels = mask.getProcessor();
        pixels.setValue(255);
        pixels.setRoi(0, 0, columns, 10);
        pixels.fill();
        Path file = folder.resolve(name);
        file.getParent().toFile().mkdirs();
        assertTrue(new FileSaver(mask).saveAsPng(file.toString()));
        return file;
    }

    @Test
    void foldersAreMeasuredWithMeansAndWhatCouldNotBeIsReported() throws Exception {
        save("found/a-mask.png", 10);
        save("found/b-mask.png", 5);
        save("found/c-mask.png", 5);
        save("true/a.png", 10);
        save("true/b.png", 10);
        save("true/d.png", 10);
        String options =
                "prediction=[%s] truth=[%s] prediction_suffix=-mask csv_folder=[%s]"
                        .formatted(
                                folder.resolve("found"),
                                folder.resolve("true"),
                                folder.resolve("tables"))
                        .replace('\\', '/');
        String said =
                macro(
                        """
                        run('Measure Overlap of Folders...', '%s');
                        said = '';
                        for (i = n; i < nResults; i++)
                            said += getResultLabel(i) + ' ' + d2s(getResult('DiceCoefficient', i), 4)
                                + ';';
                        return said;
                        """
                                .formatted(options));
        String[] rows = said.split(";");
        assertEquals("a-mask.png 1.0000", rows[0]);
        assertEquals("b-mask.png 0.6667", rows[1]);
        assertEquals("mean 0.8333", rows[2]);
        assertEquals("standard deviation 0.2357", rows[3]);
        assertEquals("95 % lower 0.6667", rows[4]);
        assertEquals("95 % upper 1.0000", rows[5]);
        assertEquals("count 2.0000", rows[6]);
        String problems = Files.readString(folder.resolve("tables/overlap-problems.csv"));
        assertTrue(problems.contains("c-mask.png,There is no image of this name in"), problems);
        assertTrue(problems.contains("d.png,There is no image of this name in"), problems);
    }

    @Test
    void aScriptGetsTheTablesAndTheImagesAreUntouched() throws Exception {
        ImagePlus truth = IJ.createImage("truth", "16-bit black", 20, 20, 3);
        ImagePlus found = truth.duplicate();
        for (int z = 1; z <= 3; z++) {
            truth.getStack().getProcessor(z).set(z, 300);
            found.getStack().getProcessor(z).set(z, z == 2 ? 0 : 300);
        }
        found.getStack().getProcessor(1).set(99, 7);
        Module module =
                start(
                        MeasureOverlap.class,
                        Map.of("prediction", found, "truth", truth, "compare", "labels"));
        assertNull(((Cancelable) module).getCancelReason());
        ResultsTable labels = (ResultsTable) module.getOutput("labels");
        assertArrayEquals(new String[] {"7", "300"}, labels.getColumnAsStrings("Label"));
        assertArrayEquals(new double[] {0, 2 / 3.0}, labels.getColumn("TargetOverlap"), 1e-12);
        assertArrayEquals(new double[] {0, 300}, labels.getColumn("TruthLabel"));
        ResultsTable images = (ResultsTable) module.getOutput("images");
        assertEquals(1, images.size());
        assertEquals(4 / 6.0, images.getValue("DiceCoefficient", 0), 1e-12);
        assertNull(module.getOutput("objects"));
        assertNull(module.getOutput("problems"));
        assertEquals(0, WindowManager.getImageCount());
    }

    @Test
    void wrongParametersAreRefusedInOneSentence() throws Exception {
        ImagePlus a = IJ.createImage("a", "8-bit black", 20, 20, 1);
        ImagePlus b = IJ.createImage("b", "8-bit black", 20, 20, 1);
        assertRefused("both prediction and truth", a, a, Map.of());
        assertRefused("no comparison 'cells'", a, b, Map.of("compare", "cells"));
        assertRefused("choose one, zero or left_out", a, b, Map.of("empty_masks", "two"));
        assertRefused("'half' is no threshold", a, b, Map.of("iou_thresholds", "half"));
        assertRefused("not above 1, but one is 50.0", a, b, Map.of("iou_thresholds", "50"));
        assertRefused("give one or more", a, b, Map.of("iou_thresholds", " "));
        assertRefused("is an RGB image", IJ.createImage("c", "RGB", 20, 20, 1), b, Map.of());
        ImagePlus soft = IJ.createImage("soft", "32-bit black", 20, 20, 1);
        soft.getProcessor().setf(3, 0.25f);
        assertRefused("threshold it first", soft, b, Map.of());
        ImagePlus other = b.duplicate();
        other.getCalibration().setUnit("um");
        other.getCalibration().pixelWidth = 0.5;
        ImagePlus another = b.duplicate();
        another.getCalibration().setUnit("um");
        another.getCalibration().pixelWidth = 0.6;
        assertRefused("set the right size in both", other, another, Map.of());
        a.setRoi(30, 30, 5, 5);
        assertRefused("encloses no pixels", a, b, Map.of());
        Module none = start(MeasureOverlapOfFolders.class, Map.of("prediction", folder.toFile()));
        assertEquals(
                "Measuring needs a prediction and a truth: name both, as prediction=... truth=...",
                ((Cancelable) none).getCancelReason());
        Module empty =
                start(
                        MeasureOverlapOfFolders.class,
                        Map.of("prediction", folder.toFile(), "truth", new File("nowhere")));
        assertTrue(((Cancelable) empty).getCancelReason().contains("There is no folder nowhere"));
    }

    private void assertRefused(
            String reason, ImagePlus prediction, ImagePlus truth, Map<String, Object> more)
            throws Exception {
        Map<String, Object> inputs = new HashMap<>(more);
        inputs.put("prediction", prediction);
        inputs.put("truth", truth);
        Module module = start(MeasureOverlap.class, inputs);
        assertNull(module.getOutput("images"));
        String sentence = String.valueOf(((Cancelable) module).getCancelReason());
        assertTrue(sentence.contains(reason), sentence);
        assertFalse(sentence.contains("\n"), sentence);
    }
}
