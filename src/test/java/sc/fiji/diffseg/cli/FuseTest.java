package sc.fiji.diffseg.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.image.ImageFiles;

class FuseTest {

    @TempDir Path root;

    /** A bar of some columns in an image of 16 x 10. */
    private static ByteProcessor bar(int columns, int value) {
        ByteProcessor plane = new ByteProcessor(16, 10);
        for (int i = 0; i < 160; i++) {
            plane.set(i, i % 16 < columns ? value : 0);
        }
        return plane;
    }

    private Path png(String name, int columns) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        assertTrue(new FileSaver(new ImagePlus("m", bar(columns, 255))).saveAsPng("" + file));
        return file;
    }

    private Path stack(String name, int slices, int frames) {
        ImageStack stack = new ImageStack(16, 10);
        for (int i = 0; i < slices * frames; i++) {
            stack.addSlice(bar(4 + i, 255));
        }
        ImagePlus image = new ImagePlus("stack", stack);
        image.setDimensions(1, slices, frames);
        image.getCalibration().pixelWidth = 0.25;
        image.getCalibration().setUnit("um");
        Path file = root.resolve(name);
        assertTrue(new FileSaver(image).saveAsTiffStack("" + file));
        return file;
    }

    private Terminal.Run fuse(Object... arguments) {
        List<String> all = new ArrayList<>(List.of("fuse"));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        return Terminal.run(all.toArray(String[]::new));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] pixels(Path file) throws IOException {
        return (byte[]) ImageFiles.open(file).getProcessor().getPixels();
    }

    @Test
    void filesOfSeveralPeopleBecomeOneWithTableMapsAndRecord() throws IOException {
        Path out = root.resolve("results/all.tif");
        Terminal.Run run =
                fuse(
                        png("anna/m.png", 4),
                        png("ben/m.png", 5),
                        png("c.png", 9),
                        "--output",
                        out,
                        "--method",
                        "majority",
                        "--probability",
                        "--uncertainty");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                List.of(
                        "all-probability.tif",
                        "all-samples.csv",
                        "all-uncertainty.tif",
                        "all.json",
                        "all.tif"),
                names(out.getParent()));
        assertArrayEquals((byte[]) bar(5, 255).getPixels(), pixels(out));
        List<String> csv = Files.readAllLines(out.resolveSibling("all-samples.csv"));
        assertEquals("anna/m.png,1,1,1,1,0.8,1.0", csv.get(1));
        assertEquals("ben/m.png,1,1,1,2,1.0,1.0", csv.get(2));
        assertTrue(csv.get(3).startsWith("c.png,1,1,1,3,1.0,0.6"), csv.get(3));
        assertTrue(run.out().contains("     1       0.8000       1.0000  anna/m.png"), run.out());
        String record = Files.readString(out.resolveSibling("all.json"));
        assertFalse(record.contains(root.toString()), record);
        assertTrue(record.contains("\"method\": \"majority\""), record);
    }

    @Test
    void theSlicesOfAStackAreFusedUnlessAnotherAxisIsNamed() throws IOException {
        Path masks = stack("masks.tif", 3, 5);
        Path bySlice = root.resolve("slices.tif");
        assertEquals(0, fuse(masks, "-o", bySlice, "--method", "majority").code());
        ImagePlus five = ImageFiles.open(bySlice);
        assertEquals(1, five.getNSlices());
        assertEquals(5, five.getNFrames());
        assertEquals(0.25, five.getCalibration().pixelWidth);
        assertArrayEquals((byte[]) bar(5, 255).getPixels(), (byte[]) five.getStack().getPixels(1));

        Path byFrame = root.resolve("frames.TIFF");
        assertEquals(
                0, fuse(masks, "-o", byFrame, "--method", "majority", "--axis", "frames").code());
        ImagePlus three = ImageFiles.open(byFrame);
        assertEquals(3, three.getNSlices());
        assertArrayEquals(
                (byte[]) bar(10, 255).getPixels(), (byte[]) three.getStack().getPixels(1));
        assertTrue(Files.exists(root.resolve("frames-samples.csv")));
    }

    @Test
    void probabilitiesInFilesAreCutAtOneHalf() throws IOException {
        FloatProcessor soft = new FloatProcessor(16, 10);
        soft.setf(3, 0.7f);
        soft.setf(4, 0.3f);
        Path file = root.resolve("soft.tif");
        assertTrue(new FileSaver(new ImagePlus("m", soft)).saveAsTiff("" + file));
        Path again = Files.copy(file, root.resolve("again.tif"));
        Path out = root.resolve("out.tif");
        Terminal.Run run = fuse(file, again, "-o", out);
        assertEquals(0, run.code(), run.err());
        assertEquals(-1, pixels(out)[3]);
        assertEquals(0, pixels(out)[4]);
        assertTrue(run.out().contains("unknown"), run.out());
    }

    @Test
    void whatCannotBeFusedIsRefusedInOneSentence() throws IOException {
        Path a = png("a.png", 4);
        Path other = root.resolve("other.png");
        assertTrue(
                new FileSaver(new ImagePlus("m", new ByteProcessor(9, 9))).saveAsPng("" + other));
        Path text = Files.writeString(root.resolve("notes.txt"), "no image");
        Path out = root.resolve("out.tif");
        assertOneSentence(fuse(a, other, "-o", out), 1, "\"other.png\" 9 x 9 pixels");
        assertOneSentence(fuse(a, text, "-o", out), 1, "no image");
        assertOneSentence(fuse(a, root.resolve("b.png"), "-o", out), 1, "There is no file");
        assertOneSentence(fuse(a, "-o", out), 1, "\"a.png\" is a single plane");
        assertOneSentence(
                fuse(a, png("b.png", 5), "-o", a.resolve("out.tif")), 1, "Nothing can be written");
        assertFalse(Files.exists(out));
    }

    @Test
    void neitherMasksNorRecordsOfOtherResultsAreOverwritten() throws IOException {
        Path a = png("a.png", 4);
        Path map = root.resolve("both-probability.tif");
        assertTrue(new FileSaver(new ImagePlus("m", bar(5, 255))).saveAsTiff("" + map));
        byte[] before = Files.readAllBytes(map);
        Path out = root.resolve("both.tif");
        assertOneSentence(
                fuse(a, map, "-o", out, "--probability"),
                1,
                "would be overwritten by both-probability.tif: choose another name");
        assertArrayEquals(before, Files.readAllBytes(map));
        assertEquals(0, fuse(a, map, "-o", out).code());

        Path record = root.resolve("cells.json");
        Files.writeString(record, "{\"model\": {}}");
        Path cells = root.resolve("cells.tif");
        assertOneSentence(fuse(a, map, "-o", cells), 1, "is no record of a fusion");
        assertEquals("{\"model\": {}}", Files.readString(record));
        assertFalse(Files.exists(cells));
        Files.copy(root.resolve("both.json"), record, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(0, fuse(a, map, "-o", cells).code());
    }

    private static void assertOneSentence(Terminal.Run run, int code, String part) {
        assertEquals(code, run.code(), run.err());
        List<String> lines = run.err().lines().toList();
        assertTrue(lines.get(lines.size() - 1).contains(part), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void wrongUseIsExitCodeTwo() throws IOException {
        Path a = png("a.png", 4);
        Path b = png("b.tif.png", 4);
        Path tiff = stack("c.tif", 2, 1);
        for (Object[] wrong :
                new Object[][] {
                    {a, b},
                    {a, b, "-o", root.resolve("out.png")},
                    {a, tiff, "-o", tiff},
                    {a, a, "-o", root.resolve("out.tif")},
                    {a, b, "-o", root.resolve("out.tif"), "--axis", "frames"},
                    {tiff, "-o", root.resolve("out.tif"), "--axis", "depth"},
                    {a, b, "-o", root.resolve("out.tif"), "--method", "mean"},
                    {"-o", root.resolve("out.tif")}
                }) {
            Terminal.Run run = fuse(wrong);
            assertEquals(2, run.code(), List.of(wrong) + ": " + run.err());
            assertTrue(run.err().lines().count() <= 3, run.err());
        }
    }
}
