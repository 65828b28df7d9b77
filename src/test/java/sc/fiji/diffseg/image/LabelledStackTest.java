package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.ImageConverter;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Progress;

/** A training sees in the files what it would see in the open images. */
class LabelledStackTest {

    private static final int WIDTH = 7;
    private static final int HEIGHT = 5;

    @TempDir Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"8-bit", "16-bit", "32-bit", "RGB"})
    void everyPlaneKeepsItsValues(String type) throws IOException {
        ImagePlus image = IJ.createImage("z", type + " ramp", WIDTH, HEIGHT, 3);
        for (int i = 1; i <= 3; i++) {
            image.getStack().getProcessor(i).set(2, 2, 3 + i);
        }
        assertWrittenAsItIs(image);
    }

    @Test
    void threeChannelsStayTogether() throws IOException {
        ImagePlus image = IJ.createHyperStack("c", WIDTH, HEIGHT, 3, 2, 1, 16);
        for (int i = 1; i <= 6; i++) {
            image.getStack().getProcessor(i).set(1, 1, 1000 * i);
        }
        assertWrittenAsItIs(image);
    }

    @Test
    void onlyInEightBitColourDoesTheLookupTableMatter() throws IOException {
        ImagePlus green = IJ.createImage("g", "8-bit ramp", WIDTH, HEIGHT, 2);
        green.setLut(LUT.createLutFromColor(Color.GREEN));
        assertWrittenAsItIs(green);
        ColorProcessor colours = new ColorProcessor(WIDTH, HEIGHT);
        colours.set(1, 1, 0xff0000);
        colours.set(2, 2, 0x00ff00);
        ImagePlus palette = new ImagePlus("p", colours);
        new ImageConverter(palette).convertRGBtoIndexedColor(8);
        assertEquals(ImagePlus.COLOR_256, palette.getType());
        assertWrittenAsItIs(palette);
    }

    private void assertWrittenAsItIs(ImagePlus image) throws IOException {
        ImagePlusPlanes open = new ImagePlusPlanes(image, 0);
        List<Path> files = write(image, labels(open.slices(), open.frames()), "images");
        assertEquals(open.planes(), files.size());
        for (int i = 0; i < files.size(); i++) {
            Plane written = new ImagePlusPlanes(ImageFiles.open(files.get(i)), 0).plane(0);
            for (int c = 0; c < 3; c++) {
                assertArrayEquals(open.plane(i).channel(c), written.channel(c));
            }
        }
    }

    @Test
    void aLabelIsForegroundWhateverElseItsPlaneHolds() throws IOException {
        ImagePlus labels = labels(3, 1);
        // Beside so many high labels, the low one alone would be taken for a fringe of a mask.
        labels.getStack().getProcessor(1).setf(0, 0, 5);
        labels.getStack().getProcessor(1).setf(1, 0, 250);
        labels.getStack().getProcessor(1).setf(2, 0, 251);
        for (int x = 0; x < WIDTH; x++) {
            labels.getStack().getProcessor(2).setf(x, 1, 60 + x);
        }
        ImagePlus image = IJ.createImage("z", "8-bit", WIDTH, HEIGHT, 3);
        List<Path> files = write(image, labels, "masks");
        assertEquals(3, MaskFiles.read(files.get(0)).labels());
        assertEquals(WIDTH, MaskFiles.read(files.get(1)).labels());
        assertEquals(0, MaskFiles.read(files.get(2)).labels());
    }

    @Test
    void aMaskWithAFringeStaysAMask() throws IOException {
        ImagePlus mask = labels(1, 1);
        ImageProcessor plane = mask.getProcessor();
        plane.setValue(255);
        plane.fillRect(0, 0, 4, 4);
        plane.setf(4, 0, 100);
        ImagePlus image = IJ.createImage("z", "8-bit", WIDTH, HEIGHT, 1);
        MaskFiles.Mask read = MaskFiles.read(write(image, mask, "masks").get(0));
        assertEquals(1, read.labels());
        assertEquals(0, read.pixels()[4]);
        assertEquals(1, read.pixels()[3]);
    }

    @Test
    void planesAreNamedInTheirOrder() throws IOException {
        ImagePlus frames = IJ.createHyperStack("t", WIDTH, HEIGHT, 1, 2, 2, 8);
        assertEquals(
                List.of("t0001_z0001.tif", "t0001_z0002.tif", "t0002_z0001.tif", "t0002_z0002.tif"),
                names(write(frames, labels(2, 2), "images")));
        ImagePlus slices = IJ.createImage("z", "8-bit", WIDTH, HEIGHT, 2);
        // What are slices here are frames there.
        assertEquals(
                List.of("plane0001.tif", "plane0002.tif"),
                names(write(slices, labels(1, 2), "images")));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        ImagePlus image = IJ.createHyperStack("t", WIDTH, HEIGHT, 1, 2, 3, 8);
        ImagePlus other = labels(3, 2);
        assertRefused(image, other, "the labels need the same width and height, as many slices");
        ImagePlus two = IJ.createHyperStack("two", WIDTH, HEIGHT, 2, 1, 1, 8);
        assertRefused(two, labels(1, 1), "has 2 channels, which are neither grey nor RGB");
        assertRefused(labels(1, 1), two, "and one channel");
    }

    private static void assertRefused(ImagePlus image, ImagePlus labels, String reason) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> new LabelledStack(image, labels))
                        .getMessage();
        assertTrue(message.contains(reason), message);
    }

    private static ImagePlus labels(int slices, int frames) {
        return IJ.createHyperStack("labels", WIDTH, HEIGHT, 1, slices, frames, 8);
    }

    private List<Path> write(ImagePlus image, ImagePlus labels, String which) throws IOException {
        Path folder = Files.createTempDirectory(scratch, "planes");
        new LabelledStack(image, labels)
                .write(folder.resolve("images"), folder.resolve("masks"), Progress.NONE);
        try (Stream<Path> files = Files.list(folder.resolve(which))) {
            return files.sorted().toList();
        }
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}
