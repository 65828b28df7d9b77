package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.leaf.PublishedFiles;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;
import sc.fiji.diffseg.segment.FramingChoice;
import sc.fiji.diffseg.segment.OutputType;
import sc.fiji.diffseg.segment.Segmentation;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;
import sc.fiji.diffseg.training.Bars;
import sc.fiji.diffseg.weights.CheckpointFiles;

class FijiIT {

    private static final List<String> IMAGES =
            List.of("nuclei-8bit.png", "nuclei-16bit.tif", "histology-rgb.png", "nuclei-stack.tif");

    private static final String KEYS =
            "model=tiny framing=whole threshold=0.6 precision=float32 device=cpu";

    /** What {@link #KEYS} say. */
    private static final SegmentationSettings SETTINGS =
            SegmentationSettings.DEFAULT
                    .withFraming(FramingChoice.WHOLE)
                    .withSampling(
                            SamplingSettings.DEFAULT
                                    .withThreshold(0.6)
                                    .withPrecision(Precision.FLOAT32));

    @TempDir static Path scratch;

    private static final Path FOLDER = Path.of("test-images/nuclei/images").toAbsolutePath();
    private static RealFiji fiji;

    /** Once for all, but before each, so that Maven counts the tests that are skipped. */
    @BeforeEach
    void install() throws Exception {
        if (fiji == null) {
            fiji = RealFiji.orSkip(scratch);
            TinyModel.write(fiji.copy().models().resolve("tiny"));
            TinyUniSegDiff.write(fiji.copy().models().resolve("staged"), "staged");
        }
    }

    @AfterAll
    static void fijisOwnJarsAreUntouched() throws Exception {
        if (fiji != null) {
            fiji.copy().assertFijisOwnJarsUntouched();
        }
    }

    @Test
    void aHeadlessMacroSegmentsAllKindsOfImagesAsTheLibraryDoes() throws Exception {
        StringBuilder macro = new StringBuilder();
        for (String name : IMAGES) {
            macro.append(open(name))
                    .append("run('LEAF Segment...', '" + KEYS + "');")
                    .append("print(getTitle() + ' of ' + nImages);")
                    .append("saveAs('Tiff', '" + unixed(result(name)) + "');\n");
        }
        String printed = fiji.runHeadless("ijm", macro.toString(), Map.of());
        assertTrue(printed.contains("nuclei-8bit-labels of 2"), printed);
        for (String name : IMAGES) {
            assertSegmented(name, result(name));
        }
    }

    @Test
    void aHeadlessMacroDrawsAConsensusAndTheModelOfAnotherMethodIsRefused() throws Exception {
        String macro =
                open("histology-rgb.png")
                        + "run('UniSegDiff Segment...', 'model=staged samples=4 sample_table=true"
                        + " uncertainty_map=true output=mask precision=float32 device=cpu');"
                        + "print(getTitle() + ' of ' + nImages + ', ' + nResults + ' rows');"
                        + "saveAs('Tiff', '"
                        + unixed(result("consensus"))
                        + "');"
                        + "run('UniSegDiff Segment...', 'model=tiny');";
        String printed = fiji.runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("histology-rgb-mask of 3, 4 rows"), printed);
        assertTrue(printed.contains("is a LEAF model and not one of UniSegDiff"), printed);
        SegmentationSettings settings =
                SegmentationSettings.DEFAULT
                        .withOutput(OutputType.MASK, Neighbourhood.EIGHT, 0)
                        .withSampling(
                                SamplingSettings.MODEL
                                        .withSamples(4)
                                        .withPrecision(Precision.FLOAT32));
        assertSamePixels(expected("staged", "histology-rgb.png", settings), result("consensus"));
    }

    @Test
    void aHeadlessMacroFineTunesAModelAndSegmentsWithIt() throws Exception {
        Path bars = scratch.resolve("bars");
        Bars.draw(bars, 8);
        String macro =
                "run('Fine-tune Model...', 'image_folder=["
                        + unixed(bars.resolve("images"))
                        + "] mask_folder=["
                        + unixed(bars.resolve("masks"))
                        + "] base_model=tiny output_name=[tuned here] steps=4 batch_size=2"
                        + " validate_every=2 precision=float32 device=cpu');"
                        + open("nuclei-8bit.png")
                        + "run('LEAF Segment...', 'model=[tuned here] device=cpu');"
                        + "print(getTitle() + ' of ' + nImages);";
        // Such small networks gain nothing by threads, which crawl where others compute too.
        String printed = fiji.runHeadless("ijm", macro, Map.of("OMP_NUM_THREADS", "1"));
        assertTrue(printed.contains("8 pairs: 4 for training, 2 for validation"), printed);
        assertTrue(printed.contains("nuclei-8bit-labels of 2"), printed);
        Path made = fiji.copy().models().resolve("tuned-here");
        assertTrue(Files.exists(made.resolve("training/curves.png")), printed);
        assertFalse(Files.exists(made.resolve("training/checkpoint.safetensors")), printed);
        // Other tests read which models are installed.
        Files.move(made, scratch.resolve("tuned-here"));
    }

    @Test
    void aHeadlessMacroLearnsFromAnOpenStackAndItsLabels() throws Exception {
        String macro =
                "newImage('cells.tif', '16-bit black', 40, 36, 10);"
                        + "newImage('drawn', '8-bit black', 40, 36, 10);"
                        + "for (i = 1; i <= 10; i++) {"
                        + " selectImage('cells.tif'); setSlice(i); setColor(60000);"
                        + " fillRect(4 + i, 6, 12, 24);"
                        + " selectImage('drawn'); setSlice(i); setColor(i);"
                        + " fillRect(4 + i, 6, 12, 24); }"
                        + "run('Fine-tune Model...', 'image_stack=cells.tif mask_stack=drawn"
                        + " base_model=tiny output_name=[of a stack] steps=2 batch_size=2"
                        + " validate_every=2 precision=float32 device=cpu');";
        String printed = fiji.runHeadless("ijm", macro, Map.of("OMP_NUM_THREADS", "1"));
        assertTrue(printed.contains("10 pairs: 6 for training, 2 for validation"), printed);
        Path made = fiji.copy().models().resolve("of-a-stack");
        assertTrue(Files.exists(made.resolve("model.json")), printed);
        assertFalse(Files.exists(made.resolve("training/planes")), printed);
        Files.move(made, scratch.resolve("of-a-stack"));
    }

    /** Presses a button of any window as soon as it can be pressed. */
    private static final String PRESS =
            """
            import javax.swing.*; import java.awt.*; import java.awt.event.*;
            press(c) {
              for (x : c.getComponents()) {
                if (x instanceof JButton && x.isEnabled() && "%s".equals(x.getText())) {
                  x.doClick();
                  return true;
                }
                if (x instanceof Container && press(x)) return true;
              }
              return false;
            }
            timer = new javax.swing.Timer(200, new ActionListener() {
              actionPerformed(e) {
                for (w : Window.getWindows()) if (w.isShowing() && press(w)) timer.stop();
              }
            });
            timer.start();
            """;

    @Test
    void finishingATrainingInItsWindowKeepsTheBestModel() throws Exception {
        Path bars = scratch.resolve("finished-bars");
        Bars.draw(bars, 8);
        String macro =
                "run('Fine-tune Model...', 'image_folder=["
                        + unixed(bars.resolve("images"))
                        + "] mask_folder=["
                        + unixed(bars.resolve("masks"))
                        + "] base_model=tiny output_name=finished steps=1000000 batch_size=2"
                        + " validate_every=2 precision=float32 device=cpu');";
        String press = PRESS.formatted("Finish now and keep the best");
        String printed = fiji.runWithWindowsAfter(press, macro);
        Path made = fiji.copy().models().resolve("finished");
        assertTrue(Files.exists(made.resolve("MODEL_CARD.md")), printed);
        assertFalse(Files.exists(made.resolve("training/checkpoint.safetensors")), printed);
        Files.move(made, scratch.resolve("finished"));
    }

    @Test
    void aHeadlessMacroImportsACheckpointAndSegmentsWithIt() throws Exception {
        Path checkpoint =
                PublishedFiles.lightning(
                        scratch.resolve("sdseg.ckpt"),
                        CheckpointFiles.Format.ZIP,
                        PublishedFiles.sdseg());
        String macro =
                "run('Import Weights...', 'source=["
                        + unixed(checkpoint)
                        + "] name=[Imported SDSeg] license=CC-BY-4.0');"
                        + open("nuclei-8bit.png")
                        + "run('LEAF Segment...', '"
                        + KEYS.replace("tiny", "[Imported SDSeg]")
                        + "');"
                        + "saveAs('Tiff', '"
                        + unixed(result("imported"))
                        + "');";
        String printed = fiji.runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("This is an SDSeg model."), printed);
        assertSamePixels(
                expected("imported-sdseg", "nuclei-8bit.png", SETTINGS), result("imported"));
        // The other tests tell which models are installed.
        Path model = fiji.copy().models().resolve("imported-sdseg");
        for (String file : List.of("model.json", "weights.safetensors", "")) {
            Files.delete(model.resolve(file));
        }
    }

    @Test
    void theMenuHasImportWeights() throws Exception {
        Path said = scratch.resolve("import.txt");
        fiji.runWithWindows(
                "List.setCommands; File.saveString(List.get('Import Weights...'), '"
                        + unixed(said)
                        + "');");
        assertTrue(Files.readString(said).contains("sc.fiji.diffseg.command.ImportWeights"));
    }

    @Test
    void anErrorIsOneSentenceWithTheLineAndEndsTheMacro() throws Exception {
        String macro =
                open("nuclei-8bit.png")
                        + "\nrun('LEAF Segment...', 'model=nothing');\nprint('went on');";
        String printed = fiji.runHeadless("ijm", macro, Map.of());
        assertTrue(
                printed.contains(
                        "There is no model 'nothing'; installed are 'staged', 'tiny'. in line 2"),
                printed);
        assertFalse(printed.contains("went on"), printed);
        assertFalse(printed.contains("sc.fiji.diffseg.command"), "a stack trace: " + printed);
    }

    @Test
    void aMacroIsToldThatPyTorchIsMissing() throws Exception {
        String macro = open("nuclei-8bit.png") + "run('LEAF Segment...', '" + KEYS + "');";
        String printed = fiji.runHeadless("ijm", macro, Map.of("PYTORCH_LIBRARY_PATH", "/nowhere"));
        assertTrue(printed.contains("PYTORCH_LIBRARY_PATH names '/nowhere', where"), printed);
    }

    @Test
    void aMacroWithWindowsFindsTheCommandInTheMenuAndTheLabelsInFront() throws Exception {
        Path said = scratch.resolve("said.txt");
        String macro =
                open("nuclei-8bit.png")
                        + "List.setCommands; command = List.get('LEAF Segment...')"
                        + " + List.get('UniSegDiff Segment...');"
                        + "run('LEAF Segment...', '%s samples=2 probability_map=true"
                                .formatted(KEYS)
                        + " uncertainty_map=true');"
                        + "titles = getList('image.titles'); front = getTitle();"
                        + "run('LEAF Segment...', 'image=nuclei-8bit.png "
                        + KEYS
                        + "');"
                        + "saveAs('Tiff', '"
                        + unixed(result("window"))
                        + "');"
                        + "File.saveString(command + '\\n' + front + '\\n' + String.join(titles), '"
                        + unixed(said)
                        + "');";
        fiji.runWithWindows(macro);
        String[] lines = Files.readString(said).split("\n");
        assertTrue(lines[0].contains("sc.fiji.diffseg.command.LeafSegment"), lines[0]);
        assertTrue(lines[0].contains("sc.fiji.diffseg.command.UniSegDiffSegment"), lines[0]);
        assertEquals("nuclei-8bit-labels", lines[1]);
        assertEquals(
                "nuclei-8bit.png,nuclei-8bit-uncertainty,nuclei-8bit-probability,"
                        + "nuclei-8bit-labels",
                lines[2].replace(", ", ","));
        assertSegmented("nuclei-8bit.png", result("window"));
    }

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
                        + unixed(table)
                        + "');";
        String printed = fiji.runHeadless("ijm", macro, Map.of());
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
                        + "File.saveString(front + '\\n' + String.join(titles, ',') + '\\n' + rows"
                        + " + ' ' + first, '"
                        + unixed(said)
                        + "'); selectWindow('bars-samples'); run('Close');";
        fiji.runWithWindows(macro);
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
                        + unixed(tables)
                        + "]');"
                        + "print('measured ' + nResults + ' ' + getResultLabel(0) + ' '"
                        + " + d2s(getResult('DiceCoefficient', 0), 3) + ' '"
                        + " + d2s(getResult('Hausdorff95', 0), 3) + getResultString('Unit', 0));";
        String printed = fiji.runHeadless("ijm", macro, Map.of());
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
                                .formatted(unixed(found), unixed(labels))
                        + " prediction_suffix=-labels');"
                        + "print('measured ' + nResults + ' ' + getResult('JaccardIndex', 0));"
                        + "run('Measure Overlap of Folders...', 'prediction=[%s]');"
                                .formatted(unixed(found))
                        + "print('went on');";
        String printed = fiji.runHeadless("ijm", macro, Map.of());
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
                        + "File.saveString(d2s(Table.get('TotalOverlap', 0, total), 2) + ' '"
                        + " + d2s(Table.get('TargetOverlap', 0, each), 2) + ' '"
                        + " + Table.getString('Label', 0, each), '"
                        + unixed(said)
                        + "'); selectWindow(total); run('Close'); selectWindow(each); run('Close');";
        fiji.runWithWindows(macro);
        assertEquals("0.80 0.80 255", Files.readString(said).trim());
    }

    @Test
    void aHeadlessMacroSegmentsAFolderInPartsAndMergesTheirTables() throws Exception {
        Path images = Files.createDirectories(scratch.resolve("folder"));
        for (String name : List.of("nuclei-8bit.png", "histology-rgb.png")) {
            Files.copy(FOLDER.resolve(name), images.resolve(name));
        }
        Files.writeString(images.resolve("broken.tif"), "no image");
        String folders = folders(images, scratch.resolve("parted"));
        String macro =
                "run('Segment Folder...', '"
                        + folders
                        + " part=2 parts=2');"
                        + "run('Segment Folder...', '"
                        + folders
                        + " part=1 parts=2');"
                        + "n = nResults;"
                        + "run('Merge Folder Parts...', 'output_folder=["
                        + unixed(scratch.resolve("parted"))
                        + "]'); print((nResults - n) + ' rows, ' + getResultLabel(n) + ' '"
                        + " + getResultString('Result', n));";
        String printed = fiji.runHeadless("ijm", macro, Map.of());
        assertTrue(printed.contains("3 rows, broken.tif failed"), printed);
        assertTrue(printed.contains("1 of 3 files could not be segmented"), printed);
        assertSegmented(
                "nuclei-8bit.png", scratch.resolve("parted").resolve("nuclei-8bit-labels.tif"));
        assertEquals(
                4, Files.readAllLines(scratch.resolve("parted").resolve("summary.csv")).size());
    }

    @Test
    void theRoisOfAFolderOpenInTheRoiManagerWhichIsLeftAlone() throws Exception {
        Path images = Files.createDirectories(scratch.resolve("one"));
        Files.copy(FOLDER.resolve("nuclei-8bit.png"), images.resolve("cells.png"));
        Path results = scratch.resolve("outlined");
        Path said = scratch.resolve("rois.txt");
        String macro =
                open("nuclei-8bit.png")
                        + "makeRectangle(1, 2, 3, 4); roiManager('add');"
                        + "run('Segment Folder...', '"
                        + folders(images, results)
                        + " rois=true'); before = roiManager('count');"
                        + "roiManager('reset'); roiManager('open', '"
                        + unixed(results)
                        + "/cells-rois.zip'); found = roiManager('count');"
                        + "open('"
                        + unixed(results)
                        + "/cells-labels.tif'); getStatistics(area, mean, min, max);"
                        + "File.saveString('' + before + '\\n' + (found - max), '"
                        + unixed(said)
                        + "'); if (isOpen('Segmented folder')) { selectWindow('Segmented folder');"
                        + " run('Close'); }";
        fiji.runWithWindows(macro);
        assertEquals(List.of("1", "0"), Files.readAllLines(said));
    }

    private static String folders(Path images, Path results) {
        return "input_folder=[%s] output_folder=[%s] %s"
                .formatted(unixed(images), unixed(results), KEYS);
    }

    @Test
    void aScriptSegmentsADatasetByTheCommandAndByTheLibrary() throws Exception {
        String script =
                """
                #@ DatasetIOService files
                #@ CommandService commands
                #@ ModuleService modules
                import sc.fiji.diffseg.segment.Segmentation;
                data = files.open("%s");
                in = new java.util.HashMap();
                in.put("image", data);
                in.put("model", "tiny");
                command = commands.getCommand("sc.fiji.diffseg.command.LeafSegment");
                module = modules.run(command, true, in).get();
                ij.IJ.saveAsTiff(module.getOutput("segmentation"), "%s");
                axes = new String[data.numDimensions()];
                for (d = 0; d < axes.length; d++) axes[d] = data.axis(d).type().getLabel();
                model = Segmentation.open("tiny");
                images = model.segment(data, data.getName(), axes);
                ij.IJ.saveAsTiff(images.segmentation(), "%s");
                model.close();
                """
                        .formatted(
                                unixed(FOLDER.resolve("nuclei-stack.tif")),
                                unixed(result("command")),
                                unixed(result("library")));
        String printed = fiji.runHeadless("bsh", script, Map.of());
        assertTrue(Files.exists(result("library")), printed);
        ImagePlus expected = expected("nuclei-stack.tif", SegmentationSettings.DEFAULT);
        assertSamePixels(expected, result("command"));
        assertSamePixels(expected, result("library"));
    }

    private static String open(String name) {
        return "open('" + unixed(FOLDER.resolve(name)) + "');";
    }

    private static Path result(String name) {
        return scratch.resolve("result-" + name + ".tif");
    }

    private static String unixed(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static void assertSegmented(String name, Path saved) throws Exception {
        assertSamePixels(expected(name, SETTINGS), saved);
    }

    /** What this process makes of an image, without Fiji. */
    private static ImagePlus expected(String name, SegmentationSettings settings) throws Exception {
        return expected("tiny", name, settings);
    }

    private static ImagePlus expected(String tiny, String name, SegmentationSettings settings)
            throws Exception {
        String folder = fiji.copy().models().resolve(tiny).toString();
        ImagePlus image = IJ.openImage(FOLDER.resolve(name).toString());
        try (Segmentation model = Segmentation.open(folder, "cpu", Progress.NONE)) {
            return model.segment(new ImagePlusPlanes(image, 0), settings, Progress.NONE)
                    .segmentation();
        }
    }

    private static void assertSamePixels(ImagePlus expected, Path saved) {
        ImagePlus actual = IJ.openImage(saved.toString());
        assertEquals(expected.getNSlices(), actual.getNSlices());
        assertEquals(expected.getNFrames(), actual.getNFrames());
        for (int i = 1; i <= expected.getStackSize(); i++) {
            float[][] wanted = expected.getStack().getProcessor(i).getFloatArray();
            float[][] is = actual.getStack().getProcessor(i).getFloatArray();
            for (int x = 0; x < wanted.length; x++) {
                assertArrayEquals(wanted[x], is[x], "plane " + i + " of " + saved);
            }
        }
    }
}
