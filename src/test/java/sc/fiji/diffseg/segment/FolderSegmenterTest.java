package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.ImageFiles;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.LabelLut;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

class FolderSegmenterTest {

    private static final SamplingSettings SAMPLING =
            SamplingSettings.DEFAULT.withPrecision(Precision.FLOAT32);

    private static final SegmentationSettings SETTINGS =
            SegmentationSettings.DEFAULT.withSampling(SAMPLING);

    private static final FolderOptions PLAIN = FolderOptions.PLAIN;

    @TempDir static Path modelFolder;
    private static TorchEngine engine;
    private static LoadedModel model;

    @TempDir Path root;
    private Path images;
    private Path results;

    @BeforeAll
    static void load() throws IOException {
        engine = TorchEngine.start("cpu");
        model = LoadedModel.open(TinyModel.write(modelFolder), engine, Progress.NONE);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @BeforeEach
    void folders() throws IOException {
        images = Files.createDirectories(root.resolve("images"));
        results = root.resolve("results");
    }

    private List<ImageOutcome> run(
            SegmentationSettings settings, FolderOptions options, Path output, Progress progress)
            throws IOException {
        List<InputFile> inputs = InputFile.list(List.of(images));
        OutputFolder folder = OutputFolder.open(output, inputs);
        return new FolderSegmenter(new Segmenter(model, settings), folder, options)
                .run(inputs, progress);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aStackAndAPlaneBecomeAllFilesThatAreWanted() throws IOException {
        ImagePlus stack = Pictures.stack(40, 36, 2, 3);
        stack.getCalibration().pixelWidth = 0.25;
        stack.getCalibration().setUnit("um");
        Pictures.save(stack, images.resolve("cells 10.tif"));
        Pictures.save(Pictures.plane(20, 50), images.resolve("cells 9.tif"));
        SegmentationSettings settings =
                SETTINGS.withSampling(SAMPLING.withSamples(2)).withMaps(true, true, false);
        FolderOptions options = new FolderOptions(0, true, false, Optional.empty());
        List<ImageOutcome> outcomes = run(settings, options, results, Progress.NONE);
        assertEquals(
                List.of("cells 9.tif", "cells 10.tif"),
                outcomes.stream().map(ImageOutcome::file).toList());
        assertEquals(
                List.of(
                        "cells 10-labels.tif",
                        "cells 10-overlay-0001.png",
                        "cells 10-overlay-0002.png",
                        "cells 10-overlay-0003.png",
                        "cells 10-overlay-0004.png",
                        "cells 10-overlay-0005.png",
                        "cells 10-overlay-0006.png",
                        "cells 10-probability.tif",
                        "cells 10-uncertainty.tif",
                        "cells 10.json",
                        "cells 9-labels.tif",
                        "cells 9-overlay.png",
                        "cells 9-probability.tif",
                        "cells 9-uncertainty.tif",
                        "cells 9.json"),
                names(results));
        ImagePlus labels = ImageFiles.open(results.resolve("cells 10-labels.tif"));
        assertEquals(2, labels.getNSlices());
        assertEquals(3, labels.getNFrames());
        assertEquals(0.25, labels.getCalibration().pixelWidth);
        assertEquals(LabelLut.create().getRGB(1), labels.getProcessor().getLut().getRGB(1));
        assertEquals(
                outcomes.get(1).objects(), (int) labels.getStack().getProcessor(6).getStats().max);
    }

    @Test
    void fusedMasksLeaveATableAndTheRecordTellsHow() throws IOException {
        Pictures.save(Pictures.plane(40, 36), images.resolve("a.tif"));
        run(
                SETTINGS.withSampling(SAMPLING.withSamples(3)).withFusion(Fusion.STAPLE),
                PLAIN,
                results,
                Progress.NONE);
        assertEquals(List.of("a-labels.tif", "a-samples.csv", "a.json"), names(results));
        List<String> lines = Files.readAllLines(results.resolve("a-samples.csv"));
        assertEquals(4, lines.size());
        assertTrue(lines.get(3).startsWith("a.tif,1,1,1,3,0."), lines.get(3));
        JsonObject json =
                JsonParser.parseString(Files.readString(results.resolve("a.json")))
                        .getAsJsonObject();
        assertEquals("staple", json.getAsJsonObject("settings").get("fusion").getAsString());
        assertEquals("staple", json.getAsJsonObject("execution").get("fusion").getAsString());
    }

    @Test
    void twoRunsWithTheSameSettingsWriteTheSameBytes() throws IOException {
        Pictures.save(Pictures.stack(40, 36, 2, 1), images.resolve("a.tif"));
        SegmentationSettings settings =
                SETTINGS.withSampling(SAMPLING.withSamples(2)).withMaps(true, true, false);
        FolderOptions options = new FolderOptions(0, true, false, Optional.empty());
        run(settings, options, results, Progress.NONE);
        Path again = root.resolve("again");
        run(settings, options, again, Progress.NONE);
        assertEquals(names(results), names(again));
        for (String name : names(results)) {
            assertArrayEquals(
                    Files.readAllBytes(results.resolve(name)),
                    Files.readAllBytes(again.resolve(name)),
                    name);
        }
    }

    @Test
    void theRecordTellsHowToMakeTheResultAgainAndNothingOfTheUser() throws IOException {
        Pictures.save(Pictures.plane(40, 36), images.resolve("a.tif"));
        run(
                SETTINGS.withSampling(SAMPLING.withSeed(42)).withFraming(FramingChoice.WHOLE),
                PLAIN,
                results,
                Progress.NONE);
        String text = Files.readString(results.resolve("a.json"));
        assertFalse(text.contains(root.toString()), text);
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        assertEquals("a.tif", json.getAsJsonObject("input").get("name").getAsString());
        assertEquals(
                model.folder().hash(), json.getAsJsonObject("model").get("hash").getAsString());
        JsonObject settings = json.getAsJsonObject("settings");
        assertEquals(42, settings.get("seed").getAsLong());
        assertEquals("whole", settings.get("framing").getAsString());
        JsonObject execution = json.getAsJsonObject("execution");
        assertEquals("float32", execution.get("precision").getAsString());
        JsonObject scaling = execution.getAsJsonArray("scaling").get(0).getAsJsonObject();
        assertEquals(255, scaling.get("max").getAsDouble());
    }

    @Test
    void aFileThatIsNoImageIsReportedAndTheOthersAreDone() throws IOException {
        for (int i = 1; i <= 3; i++) {
            Pictures.save(Pictures.plane(20, 20), images.resolve("cell" + i + ".tif"));
        }
        Files.writeString(images.resolve("cell2.png"), "not, an, image\n");
        List<ImageOutcome> outcomes = run(SETTINGS, PLAIN, results, Progress.NONE);
        List<ImageOutcome> failed =
                outcomes.stream().filter(outcome -> outcome.problem().isPresent()).toList();
        assertEquals(List.of("cell2.png"), failed.stream().map(ImageOutcome::file).toList());
        assertTrue(failed.get(0).problem().get().contains("no image"));
        assertEquals(
                List.of(
                        "cell1-labels.tif",
                        "cell1.json",
                        "cell2.tif-labels.tif",
                        "cell2.tif.json",
                        "cell3-labels.tif",
                        "cell3.json"),
                names(results));
    }

    @Test
    void anOutputFolderBelowAFileIsRefusedBeforeAnythingIsComputed() throws IOException {
        Path file = Pictures.save(Pictures.plane(20, 20), images.resolve("a.tif"));
        List<InputFile> inputs = InputFile.list(List.of(images));
        Path impossible = file.resolve("results");
        IOException e =
                assertThrows(IOException.class, () -> OutputFolder.open(impossible, inputs));
        assertTrue(e.getMessage().startsWith("Nothing can be written into"), e.getMessage());
    }

    @Test
    void resultsAmongTheImagesAreRefused() throws IOException {
        Pictures.save(Pictures.plane(20, 20), images.resolve("a.tif"));
        List<InputFile> inputs = InputFile.list(List.of(images));
        assertThrows(IOException.class, () -> OutputFolder.open(images, inputs));
        assertEquals(List.of("a.tif"), names(images));
    }

    @Test
    void twoImagesOfOneNameInDifferentFoldersAreRefused() throws IOException {
        Path other = Files.createDirectories(root.resolve("other"));
        Pictures.save(Pictures.plane(20, 20), images.resolve("a.tif"));
        Pictures.save(Pictures.plane(20, 20), other.resolve("A.tif"));
        assertThrows(IOException.class, () -> InputFile.list(List.of(images, other)));
    }

    @Test
    void cancellingLeavesWholeFilesOnly() throws IOException {
        Pictures.save(Pictures.plane(64, 64), images.resolve("a.tif"));
        Pictures.save(Pictures.plane(64, 64), images.resolve("b.tif"));
        Progress afterTheFirstTileOfB = ImpatientUser.when(report -> report.fraction() > 0.5);
        assertThrows(
                CancellationException.class,
                () -> run(SETTINGS, PLAIN, results, afterTheFirstTileOfB));
        assertEquals(List.of("a-labels.tif", "a.json"), names(results));
    }

    @Test
    void resultsAreComparedWithTrueMasksOfTheSameName() throws IOException {
        ImagePlus stack = Pictures.stack(40, 36, 2, 1);
        Pictures.save(stack, images.resolve("a.tif"));
        Pictures.save(Pictures.plane(20, 20), images.resolve("b.tif"));
        SegmentationSettings masks = SETTINGS.withOutput(OutputType.MASK, Neighbourhood.EIGHT, 0);
        run(masks, PLAIN, results, Progress.NONE);
        Path truth = Files.createDirectories(root.resolve("truth"));
        Files.copy(results.resolve("a-mask.tif"), truth.resolve("a.tif"));
        new FileSaver(new ImagePlus("b", new ByteProcessor(20, 20)))
                .saveAsPng(truth.resolve("b.png").toString());

        List<InputFile> inputs = InputFile.list(List.of(images));
        FolderOptions options = PLAIN.with(TruthFolder.open(truth, inputs));
        List<ImageOutcome> outcomes = run(SETTINGS, options, root.resolve("two"), Progress.NONE);
        assertEquals(1, outcomes.get(0).overlap().orElseThrow().dice());
        assertEquals(0, outcomes.get(1).overlap().orElseThrow().dice());
        ScoreTable table = new ScoreTable(outcomes);
        assertEquals(0.5, table.dice().mean());
        assertEquals(Math.sqrt(0.5), table.iou().standardDeviation(), 1e-12);
        List<String> csv = table.csv().lines().toList();
        assertEquals("image,objects,dice,iou,precision,recall", csv.get(0));
        assertEquals("a.tif," + outcomes.get(0).objects() + ",1.0,1.0,1.0,1.0", csv.get(1));
        assertTrue(csv.get(3).startsWith("mean,,0.5,"), csv.get(3));
        assertTrue(table.text().contains("Dice: mean 0.500, SD 0.707 over 2 images"));
    }

    @Test
    void twoEmptyMasksAgree() throws IOException {
        Pictures.save(Pictures.plane(20, 20), images.resolve("a.tif"));
        Path truth = Files.createDirectories(root.resolve("truth"));
        Pictures.save(new ImagePlus("a", new ByteProcessor(20, 20)), truth.resolve("a.tif"));
        List<InputFile> inputs = InputFile.list(List.of(images));
        FolderOptions options = PLAIN.with(TruthFolder.open(truth, inputs));
        SegmentationSettings nothing =
                SETTINGS.withOutput(OutputType.LABELS, Neighbourhood.FOUR, 401);
        List<ImageOutcome> outcomes = run(nothing, options, results, Progress.NONE);
        assertEquals(1, new ScoreTable(outcomes).iou().mean());
    }

    @Test
    void aTrueMaskOfAnotherSizeIsTheProblemOfItsImage() throws IOException {
        Pictures.save(Pictures.plane(20, 20), images.resolve("a.tif"));
        Path truth = Files.createDirectories(root.resolve("truth"));
        Pictures.save(Pictures.plane(20, 21), truth.resolve("a.tif"));
        List<InputFile> inputs = InputFile.list(List.of(images));
        FolderOptions options = PLAIN.with(TruthFolder.open(truth, inputs));
        List<ImageOutcome> outcomes = run(SETTINGS, options, results, Progress.NONE);
        String problem = outcomes.get(0).problem().orElseThrow();
        assertTrue(problem.contains("20 x 21"), problem);
        assertTrue(names(results).contains("a-labels.tif"));
    }

    @Test
    void noTensorIsLeftBehindAfterTwentyImages() throws IOException {
        for (int i = 0; i < 20; i++) {
            Pictures.save(Pictures.plane(20 + i, 24), images.resolve(i + ".tif"));
        }
        SegmentationSettings settings = SETTINGS.withSampling(SAMPLING.withSamples(2).withSteps(2));
        engine.operators(Precision.FLOAT32);
        new Segmenter(model, settings)
                .segment(new ImagePlusPlanes(Pictures.plane(20, 20), 0), Progress.NONE);
        int before = engine.liveArrays();
        List<ImageOutcome> outcomes = run(settings, PLAIN, results, Progress.NONE);
        assertEquals(20, outcomes.stream().filter(o -> o.problem().isEmpty()).count());
        assertEquals(before, engine.liveArrays());
    }
}
