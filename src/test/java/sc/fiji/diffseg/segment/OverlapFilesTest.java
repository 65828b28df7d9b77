package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.measure.Comparison;
import sc.fiji.diffseg.measure.EmptyMasks;

class OverlapFilesTest {

    private static final OverlapSettings DEFAULT = OverlapSettings.DEFAULT;

    @TempDir Path root;
    private Path found;
    private Path truth;

    @BeforeEach
    void folders() throws IOException {
        found = Files.createDirectory(root.resolve("found"));
        truth = Files.createDirectory(root.resolve("truth"));
    }

    private static ByteProcessor bar(int columns, int value) {
        ByteProcessor plane = new ByteProcessor(16, 10);
        plane.setValue(value);
        plane.setRoi(0, 0, columns, 10);
        plane.fill();
        plane.resetRoi();
        return plane;
    }

    private static Path save(Path file, ImageProcessor... planes) {
        ImageStack stack = new ImageStack(planes[0].getWidth(), planes[0].getHeight());
        for (ImageProcessor plane : planes) {
            stack.addSlice(plane);
        }
        FileSaver saver = new FileSaver(new ImagePlus("mask", stack));
        String name = file.toString();
        boolean tiff = name.endsWith(".tif");
        assertTrue(
                tiff
                        ? planes.length > 1 ? saver.saveAsTiffStack(name) : saver.saveAsTiff(name)
                        : name.endsWith(".jpg") ? saver.saveAsJpeg(name) : saver.saveAsPng(name));
        return file;
    }

    private OverlapReport compare(OverlapSettings settings) throws IOException {
        return new OverlapFiles(settings)
                .compare(new OverlapFiles.Folders(found, truth, "", ""), Progress.NONE);
    }

    private static String reason(OverlapReport report, String image) {
        return report.problems().stream()
                .filter(problem -> problem.image().equals(image))
                .map(OverlapReport.Problem::reason)
                .findFirst()
                .orElse("no problem");
    }

    @Test
    void whatCannotBeMeasuredIsReportedAndTheRestIsMeasured() throws IOException {
        save(found.resolve("cell2.png"), bar(8, 255));
        save(truth.resolve("cell2.tif"), bar(4, 1));
        save(found.resolve("cell10.png"), bar(8, 255));
        save(truth.resolve("cell10.jpg"), bar(8, 255));
        save(found.resolve("wide.png"), new ByteProcessor(17, 10));
        save(truth.resolve("wide.png"), bar(3, 255));
        Files.writeString(found.resolve("broken.png"), "no image");
        save(truth.resolve("broken.png"), bar(3, 255));
        Path cut = save(found.resolve("cut.tif"), bar(3, 255));
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 200));
        save(truth.resolve("cut.tif"), bar(3, 255));
        save(found.resolve("alone.png"), bar(3, 255));
        save(truth.resolve("missed.png"), bar(3, 255));
        save(found.resolve("twice.png"), bar(3, 255));
        save(found.resolve("twice.tif"), bar(3, 255));
        save(truth.resolve("twice.png"), bar(3, 255));
        Files.writeString(found.resolve("cell2.json"), "{}");
        Files.writeString(truth.resolve(".hidden.png"), "");
        Files.createDirectory(truth.resolve("more"));

        OverlapReport report = compare(DEFAULT);
        assertEquals(
                List.of("cell2.png", "cell10.png"),
                report.scores().stream().map(OverlapScore::image).toList());
        assertEquals(
                2 / 3.0, report.scores().get(0).scores().whole().overlap().dice(), "labels of 1");
        assertEquals(1, report.scores().get(1).scores().whole().overlap().dice(), "JPEG");
        assertEquals(7, report.problems().size(), report.problems().toString());
        assertTrue(reason(report, "wide.png").contains("17 x 10"), reason(report, "wide.png"));
        assertTrue(reason(report, "broken.png").contains("no image that ImageJ can read"));
        assertTrue(reason(report, "cut.tif").contains("cut off"), reason(report, "cut.tif"));
        assertTrue(reason(report, "alone.png").contains("no image of this name in " + truth));
        assertTrue(reason(report, "missed.png").contains("no image of this name in " + found));
        assertTrue(reason(report, "twice.png").contains("There are 2 images of this name here"));
        assertTrue(reason(report, "twice.tif").contains("keep one of each"));
    }

    @Test
    void namesMatchExactlyButForTheSuffixesThatAreNamed() throws IOException {
        save(found.resolve("a-labels.tif"), bar(5, 1));
        save(found.resolve("a-overlay.png"), bar(5, 1));
        save(truth.resolve("a_gt.png"), bar(5, 1));
        IOException none = assertThrows(IOException.class, () -> compare(DEFAULT));
        assertTrue(none.getMessage().startsWith("No image in "), none.getMessage());
        OverlapReport report =
                new OverlapFiles(DEFAULT)
                        .compare(
                                new OverlapFiles.Folders(found, truth, "-labels", "_gt"),
                                Progress.NONE);
        assertEquals(1, report.scores().size());
        assertEquals(List.of(), report.problems());
    }

    @Test
    void labelsInJpegFilesAreRefusedAndSixteenBitsAreKept() throws IOException {
        ShortProcessor labels = new ShortProcessor(16, 10);
        labels.set(3, 40_000);
        save(found.resolve("a.tif"), labels);
        save(truth.resolve("a.tif"), labels);
        save(found.resolve("b.jpg"), bar(5, 200));
        save(truth.resolve("b.png"), bar(5, 200));
        OverlapReport report = compare(DEFAULT.withComparison(Comparison.LABELS));
        assertEquals(40_000, report.scores().get(0).scores().regions().get(0).truthLabel());
        assertTrue(reason(report, "b.jpg").contains("does not keep labels"));
    }

    @Test
    void meansAreOverImagesWithAValueAndNameTheirNumber() throws IOException {
        for (String name : new String[] {"a", "b", "empty", "nothing"}) {
            save(truth.resolve(name + ".png"), bar(name.equals("nothing") ? 0 : 4, 255));
        }
        save(found.resolve("a.png"), bar(4, 255));
        save(found.resolve("b.png"), bar(12, 255));
        save(found.resolve("empty.png"), bar(0, 255));
        save(found.resolve("nothing.png"), bar(0, 255));
        ColumnTable table = new OverlapTables(compare(DEFAULT)).images();
        List<String> lines = table.csv().lines().toList();
        assertEquals(10, lines.size());
        assertEquals(
                "empty.png,0.0,0.0,0.0,-2.0,1.0,1.0,0.0,0.0,NaN,NaN,pixel,both empty = 1",
                lines.get(3));
        assertEquals(
                "nothing.png,1.0,1.0,1.0,0.0,0.0,0.0,1.0,1.0,0.0,0.0,pixel,both empty = 1",
                lines.get(4));
        String[] columns = lines.get(0).split(",");
        assertEquals("DiceCoefficient", columns[3]);
        // 1, 0.5, 0 and 1.
        assertEquals("0.625", lines.get(5).split(",")[3]);
        assertEquals("mean", lines.get(5).split(",")[0]);
        assertEquals(
                Math.sqrt((0.375 * 0.375 * 2 + 0.125 * 0.125 + 0.625 * 0.625) / 3),
                Double.parseDouble(lines.get(6).split(",")[3]),
                1e-12);
        assertTrue(lines.get(9).startsWith("count,4,4,4,4,4,4,4,4,3,3"), lines.get(9));

        OverlapSettings leftOut =
                new OverlapSettings(
                        Comparison.FOREGROUND, EmptyMasks.LEAVE_OUT, false, false, List.of(0.5));
        lines = new OverlapTables(compare(leftOut)).images().csv().lines().toList();
        assertTrue(lines.get(4).endsWith("both empty left out"), lines.get(4));
        assertEquals("0.5", lines.get(5).split(",")[3]);
        assertTrue(lines.get(9).startsWith("count,3,3,3,3,"), lines.get(9));
    }

    @Test
    void aStackIsAVolumeOrItsSlices() throws IOException {
        Path a = save(found.resolve("a.tif"), bar(4, 255), bar(4, 255), bar(4, 255));
        Path b = save(truth.resolve("a.tif"), bar(4, 255), bar(4, 255), bar(2, 255));
        OverlapReport volume = new OverlapFiles(DEFAULT).compare(a, b, Progress.NONE);
        assertEquals(1, volume.scores().size());
        assertEquals(
                2 * 100 / 220.0, volume.scores().get(0).scores().whole().overlap().dice(), 1e-12);
        OverlapSettings slices =
                new OverlapSettings(
                        Comparison.FOREGROUND, EmptyMasks.COUNT_AS_ONE, true, true, List.of(0.5));
        ColumnTable table =
                new OverlapTables(new OverlapFiles(slices).compare(a, b, Progress.NONE)).images();
        List<String> lines = table.csv().lines().toList();
        assertTrue(lines.get(0).startsWith("Label,Slice,TotalOverlap,JaccardIndex,"));
        assertTrue(lines.get(2).startsWith("a.tif,2,1.0,1.0,"), lines.get(2));
        assertTrue(lines.get(3).startsWith("a.tif,3,1.0,0.5,"), lines.get(3));
        assertTrue(lines.get(4).startsWith("mean,,1.0,0.83333"), lines.get(4));
    }

    @Test
    void slicesOfOneImageHaveNoInterval() throws IOException {
        save(found.resolve("a.tif"), bar(4, 255), bar(4, 255));
        save(truth.resolve("a.tif"), bar(4, 255), bar(2, 255));
        save(found.resolve("b.tif"), bar(4, 255), bar(4, 255));
        save(truth.resolve("b.tif"), bar(2, 255), bar(2, 255));
        assertTrue(csv(DEFAULT).contains("\n95 % lower,"));
        OverlapSettings slices =
                new OverlapSettings(
                        Comparison.OBJECTS, EmptyMasks.COUNT_AS_ONE, true, true, List.of(0.5));
        assertTrue(csv(slices).contains("\ncount,"));
        assertFalse(csv(slices).contains("95 %"));
        assertFalse(new OverlapTables(compare(slices)).objects().csv().contains("95 %"));
    }

    private String csv(OverlapSettings settings) throws IOException {
        return new OverlapTables(compare(settings)).images().csv();
    }

    @Test
    void aClassCountsByTheConventionInImagesThatDoNotHaveIt() throws IOException {
        for (String name : new String[] {"a", "b", "c"}) {
            save(truth.resolve(name + ".png"), bar(4, name.equals("a") ? 2 : 1));
            save(found.resolve(name + ".png"), bar(name.equals("a") ? 12 : 4, 2));
        }
        save(truth.resolve("d.png"), bar(4, 1));
        save(found.resolve("d.png"), bar(4, 1));
        // Of label 2: 0.5 in a, 0 in b and c, and d has none.
        assertEquals("0.375", meanDiceOfLabel2(EmptyMasks.COUNT_AS_ONE));
        assertEquals("0.125", meanDiceOfLabel2(EmptyMasks.COUNT_AS_ZERO));
        assertEquals("0.16666666666666666", meanDiceOfLabel2(EmptyMasks.LEAVE_OUT));
    }

    private String meanDiceOfLabel2(EmptyMasks convention) throws IOException {
        OverlapSettings settings =
                new OverlapSettings(Comparison.LABELS, convention, true, false, List.of(0.5));
        List<String> lines = new OverlapTables(compare(settings)).labels().csv().lines().toList();
        int dice = List.of(lines.get(0).split(",")).indexOf("DiceCoefficient");
        return lines.stream()
                .filter(line -> line.startsWith("mean of label 2,"))
                .findFirst()
                .orElseThrow()
                .split(",")[dice];
    }

    @Test
    void distancesInDifferentUnitsHaveNoMean() throws IOException {
        save(found.resolve("a.png"), bar(4, 255));
        save(truth.resolve("a.png"), bar(6, 255));
        save(truth.resolve("b.png"), bar(6, 255));
        ImagePlus calibrated = new ImagePlus("b", bar(4, 255));
        calibrated.getCalibration().setUnit("mm");
        calibrated.getCalibration().pixelWidth = 0.5;
        assertTrue(new FileSaver(calibrated).saveAsTiff(found.resolve("b.tif").toString()));
        String csv = new OverlapTables(compare(DEFAULT)).images().csv();
        List<String> lines = csv.lines().toList();
        assertTrue(lines.get(1).contains(",2.0,"), lines.get(1));
        assertTrue(lines.get(2).contains(",1.0,") && lines.get(2).contains(",mm,"), lines.get(2));
        assertTrue(lines.get(3).endsWith(",,,,both empty = 1"), lines.get(3));
    }

    @Test
    void objectsOfAllImagesAreCountedTogetherAndAveraged() throws IOException {
        ByteProcessor two = bar(4, 1);
        two.setValue(2);
        two.setRoi(8, 0, 4, 10);
        two.fill();
        save(truth.resolve("a.png"), two);
        save(found.resolve("a.png"), bar(4, 5));
        save(truth.resolve("b.png"), bar(4, 1));
        save(found.resolve("b.png"), bar(4, 9));
        List<String> lines =
                new OverlapTables(compare(DEFAULT.withComparison(Comparison.OBJECTS)))
                        .objects()
                        .csv()
                        .lines()
                        .toList();
        assertEquals("a.png,0.5,1,0,1,1.0,0.5,0.6666666666666666,0.5,both empty = 1", lines.get(1));
        assertEquals("b.png,0.5,1,0,0,1.0,1.0,1.0,1.0,both empty = 1", lines.get(4));
        assertEquals(
                "all images,0.5,2,0,1,1.0,0.6666666666666666,0.8,0.6666666666666666,both empty = 1",
                lines.get(7));
        assertTrue(lines.get(8).startsWith("mean,0.5,,,,1.0,0.75,"), lines.get(8));
        assertEquals(1 + 2 * 3 + 3 * 6, lines.size());
    }

    @Test
    void cancellingStopsBetweenFiles() throws IOException {
        save(found.resolve("a.png"), bar(4, 255));
        save(truth.resolve("a.png"), bar(6, 255));
        Progress cancelled = ImpatientUser.fromTheBeginning();
        assertThrows(
                CancellationException.class,
                () ->
                        new OverlapFiles(DEFAULT)
                                .compare(
                                        new OverlapFiles.Folders(found, truth, "", ""), cancelled));
    }
}
