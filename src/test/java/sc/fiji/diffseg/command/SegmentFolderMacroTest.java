package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.Slashes.slashed;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;

class SegmentFolderMacroTest extends WithModels {

    @TempDir Path root;

    @BeforeAll
    static void install() throws Exception {
        TinyModel.write(models.resolve("tiny"));
        TinyUniSegDiff.write(models.resolve("staged"), "staged");
    }

    @BeforeEach
    void drawImages() throws IOException {
        Path images = Files.createDirectories(root.resolve("images").resolve("deep"));
        Files.writeString(images.getParent().resolve("notes.png"), "no image");
        ResultsTable.getResultsTable().reset();
        save(40, "cell 10.png");
        save(30, "cell 9.tif");
        save(30, "deep/cell 1.png");
    }

    private void save(int width, String name) throws IOException {
        ByteProcessor ramp = new ByteProcessor(width, 30);
        for (int i = 0; i < ramp.getPixelCount(); i++) {
            ramp.set(i, i % width * 255 / width);
        }
        FileSaver saver = new FileSaver(new ImagePlus("ramp", ramp));
        String file = root.resolve("images").resolve(name).toString();
        assertTrue(name.endsWith("png") ? saver.saveAsPng(file) : saver.saveAsTiff(file));
    }

    private String path(String name) {
        return slashed(root.resolve(name));
    }

    private String folder(String more, String output) {
        return "run('Segment Folder...', 'input_folder=[%s] output_folder=[%s] precision=float32 device=cpu %s');"
                .formatted(path("images"), path(output), more);
    }

    private List<String> results(String output) throws IOException {
        Path folder = root.resolve(output);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> slashed(folder.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyGoodImageOfAFolderIsSegmentedAndTheTableTellsWhatFailed() throws IOException {
        String said =
                run(
                        folder("model=tiny", "out")
                                + "return '' + nResults + ' ' + getResultLabel(0) + ' '"
                                + " + getResultString('Result', 2) + ' '"
                                + " + getResultString('Remark', 2);");
        assertTrue(said.startsWith("3 cell 9.tif failed The file "), said);
        assertEquals(
                List.of(
                        "cell 10-labels.tif",
                        "cell 10.json",
                        "cell 9-labels.tif",
                        "cell 9.json",
                        "summary.csv"),
                results("out"));
    }

    @Test
    void allKeysOfARecordedLineAreUnderstood() throws IOException {
        Path truth = Files.createDirectories(root.resolve("truth"));
        Files.copy(root.resolve("images/cell 10.png"), truth.resolve("cell 10.png"));
        String keys =
                "model=staged channel=1 scaling=min-max framing=tiles fusion=staple seed=7"
                        + " threshold=0.6 output=mask connectivity=4 minimum_area=3"
                        + " probability_map=true uncertainty_map=true recursive=true filter=*.png"
                        + " sampler=single samples=3 steps=0 overlay=true rois=true redo=true"
                        + " part=2 parts=2 truth_folder=["
                        + path("truth")
                        + "]";
        String said = run(folder(keys, "out") + "return '' + nResults + getResultLabel(0);");
        assertEquals("1deep/cell 1.png", said);
        assertEquals(
                List.of(
                        "deep/cell 1-mask.tif",
                        "deep/cell 1-overlay.png",
                        "deep/cell 1-probability.tif",
                        "deep/cell 1-rois.zip",
                        "deep/cell 1-samples.csv",
                        "deep/cell 1-uncertainty.tif",
                        "deep/cell 1.json",
                        "parts/part-2-of-2.json"),
                results("out"));
        String record = Files.readString(root.resolve("out/deep/cell 1.json"));
        for (String setting :
                List.of(
                        "\"channel\": 1",
                        "\"scaling\": \"min-max\"",
                        "\"framing\": \"tiles\"",
                        "\"fusion\": \"staple\"",
                        "\"seed\": 7",
                        "\"threshold\": 0.6",
                        "\"connectivity\": 4",
                        "\"minimum_area\": 3",
                        "\"sampler\": \"single\"",
                        "\"samples\": 3")) {
            assertTrue(record.contains(setting), setting + " is not in " + record);
        }
    }

    @Test
    void partsOfSeveralMacrosAreMergedToTheTableOfOne() throws IOException {
        run(folder("model=tiny filter=cell", "whole"));
        for (int part = 1; part <= 2; part++) {
            run(folder("model=tiny filter=cell parts=2 part=" + part, "out"));
        }
        ResultsTable.getResultsTable().reset();
        String rows =
                run(
                        "run('Merge Folder Parts...', 'output_folder=["
                                + path("out")
                                + "]'); return '' + nResults;");
        assertEquals("2", rows);
        assertEquals(
                Files.readString(root.resolve("whole/summary.csv")),
                Files.readString(root.resolve("out/summary.csv")));
    }

    @Test
    void resultsOfOtherSettingsEndTheMacroWithASentence() throws IOException {
        run(folder("model=tiny filter=cell", "out"));
        List<String> before = results("out");
        String message =
                refusal(
                        folder("model=tiny filter=cell threshold=0.7", "out")
                                + "File.makeDirectory('"
                                + path("went on")
                                + "');");
        assertTrue(message.contains("the threshold is 0.5 instead of 0.7"), message);
        assertFalse(Files.exists(root.resolve("went on")));
        assertEquals(before, results("out"));
    }

    @Test
    void aFolderThatIsNotNamedEndsTheMacroWithASentence() {
        assertEquals(
                "Name the folder of images.", refusal("run('Segment Folder...', 'model=tiny');"));
    }

    @Test
    void aMacrosLoopOverImagesReadsTheModelOnce() throws Exception {
        Path folder = models.resolve("once");
        TinyModel.write(folder, "once", "leaf");
        String loop =
                "run('LEAF Segment...', 'model=once device=cpu'); title = getTitle();"
                        + "close(); return title;";
        assertEquals("x-labels", run("newImage('x', '8-bit ramp', 9, 9, 1);" + loop));
        Files.delete(folder.resolve("weights.safetensors"));
        assertEquals("x-labels", run("selectImage('x');" + loop));
        run("close('*');");
        assertTrue(ModelKeeper.shared().release());
        Files.delete(folder.resolve("model.json"));
    }
}
