package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskFilesTest {

    private static final int SIDE = 64;

    @TempDir Path folder;

    private Path save(ImageProcessor plane, String name) {
        Path file = folder.resolve(name);
        FileSaver saver = new FileSaver(new ImagePlus("mask", plane));
        String path = file.toString();
        boolean saved =
                switch (name.substring(name.lastIndexOf('.') + 1)) {
                    case "png" -> saver.saveAsPng(path);
                    case "jpg" -> saver.saveAsJpeg(path);
                    case "bmp" -> saver.saveAsBmp(path);
                    default -> saver.saveAsTiff(path);
                };
        assertTrue(saved, path);
        return file;
    }

    /** A disk whose edge no grid divides. */
    private static byte[] disk() {
        byte[] mask = new byte[SIDE * SIDE];
        for (int i = 0; i < mask.length; i++) {
            double x = i % SIDE - 29.3;
            double y = i / SIDE - 33.8;
            mask[i] = (byte) (x * x + y * y < 100 ? 1 : 0);
        }
        return mask;
    }

    private static ByteProcessor white(byte[] mask) {
        ByteProcessor plane = new ByteProcessor(SIDE, SIDE);
        for (int i = 0; i < mask.length; i++) {
            plane.set(i, 255 * mask[i]);
        }
        return plane;
    }

    private static int count(byte[] mask) {
        int n = 0;
        for (byte b : mask) {
            n += b;
        }
        return n;
    }

    @Test
    void blackAndWhiteMasksAreReadAsTheyAre() throws IOException {
        assertArrayEquals(disk(), MaskFiles.read(save(white(disk()), "m.png")).pixels());
        assertArrayEquals(
                disk(), MaskFiles.read(save(white(disk()).convertToRGB(), "rgb.png")).pixels());
        ImageProcessor inverting = white(disk());
        inverting.invertLut();
        assertArrayEquals(disk(), MaskFiles.read(save(inverting, "lut.tif")).pixels());
    }

    @Test
    void fringesOfJpegMasksAreNotForeground() throws IOException {
        Path grey = save(white(disk()), "m.jpg");
        int touched = 0;
        ImageProcessor raw = ImageFiles.open(grey).getProcessor();
        for (int i = 0; i < raw.getPixelCount(); i++) {
            touched += raw.get(i) > 0 ? 1 : 0;
        }
        assertTrue(touched > 1.3 * count(disk()), "fringes in " + touched + " pixels");

        assertArrayEquals(disk(), MaskFiles.read(grey).pixels());
        Path rgb = save(white(disk()).convertToRGB(), "rgb.jpg");
        assertArrayEquals(disk(), MaskFiles.read(rgb).pixels());
    }

    @Test
    void fringesOfResizedMasksAreNotForeground() throws IOException {
        ByteProcessor soft = white(disk());
        soft.blurGaussian(0.7);

        byte[] mask = MaskFiles.read(save(soft, "soft.png")).pixels();

        assertEquals(count(disk()), count(mask), 0.03 * count(disk()));
    }

    @Test
    void labelsAreForegroundHoweverMany() throws IOException {
        for (int labels : new int[] {1, 3, 90, 140, 255}) {
            ByteProcessor plane = new ByteProcessor(SIDE, SIDE);
            int n = 0;
            for (int i = 0; i < SIDE * SIDE; i++) {
                int label = i / 16;
                boolean gap = i % 16 == 0 || label >= labels;
                plane.set(i, gap ? 0 : label + 1);
                n += gap ? 0 : 1;
            }
            byte[] mask = MaskFiles.read(save(plane, labels + ".png")).pixels();
            assertEquals(n, count(mask), labels + " labels");
        }
    }

    @Test
    void widerLabelsAndProbabilitiesHaveTheirOwnRules() throws IOException {
        short[] labels = {0, 1, 300, -1};
        Path shorts = save(new ShortProcessor(4, 1, labels, null), "s.png");
        assertArrayEquals(new byte[] {0, 1, 1, 1}, MaskFiles.read(shorts).pixels());

        float[] probability = {0, 0.4f, 0.6f, 1};
        Path unit = save(new FloatProcessor(4, 1, probability), "p.tif");
        assertArrayEquals(new byte[] {0, 0, 1, 1}, MaskFiles.read(unit).pixels());

        float[] numbers = {Float.NaN, 0.4f, 0, 7};
        Path floats = save(new FloatProcessor(4, 1, numbers), "f.tif");
        assertArrayEquals(new byte[] {0, 1, 0, 1}, MaskFiles.read(floats).pixels());
    }

    @Test
    void colouredLabelsAreForeground() throws IOException {
        int[] colours = {0, 0x800000, 0x008000, 0x404040};
        Path file = save(new ColorProcessor(4, 1, colours), "c.png");

        assertArrayEquals(new byte[] {0, 1, 1, 1}, MaskFiles.read(file).pixels());
    }

    @Test
    void aStackIsRefused() {
        ImageStack stack = new ImageStack(4, 4);
        stack.addSlice(new ByteProcessor(4, 4));
        stack.addSlice(new ByteProcessor(4, 4));
        Path file = folder.resolve("stack.tif");
        new FileSaver(new ImagePlus("stack", stack)).saveAsTiffStack(file.toString());

        IOException e = assertThrows(IOException.class, () -> MaskFiles.read(file));

        assertTrue(e.getMessage().contains("2 planes"), e.getMessage());
    }

    @Test
    void labelsOfAStackAreLabelsInAllItsPlanes() throws IOException {
        ImageStack stack = new ImageStack(2, 1);
        stack.addSlice(new ByteProcessor(2, 1, new byte[] {90, (byte) 230}));
        stack.addSlice(new ByteProcessor(2, 1, new byte[] {90, 120}));
        Path file = folder.resolve("stack.tif");
        assertTrue(new FileSaver(new ImagePlus("m", stack)).saveAsTiffStack(file.toString()));
        assertArrayEquals(new byte[] {1, 1}, MaskFiles.readAll(file).get(0).pixels());
        assertArrayEquals(new byte[] {1, 1}, MaskFiles.readAll(file).get(1).pixels());
    }

    @Test
    void anOpenedMaskKeepsItsAxesAndCalibration() throws IOException {
        ImageStack stack = new ImageStack(2, 1);
        for (int i = 0; i < 6; i++) {
            stack.addSlice("plane " + i, new ByteProcessor(2, 1, new byte[] {0, (byte) (i + 1)}));
        }
        ImagePlus image = new ImagePlus("m", stack);
        image.setDimensions(1, 2, 3);
        image.getCalibration().pixelWidth = 0.25;
        image.getCalibration().setUnit("um");
        Path file = folder.resolve("labels.tif");
        assertTrue(new FileSaver(image).saveAsTiffStack(file.toString()));
        ImagePlus mask = MaskFiles.open(file);
        assertEquals("labels.tif", mask.getTitle());
        assertEquals(2, mask.getNSlices());
        assertEquals(3, mask.getNFrames());
        assertEquals(0.25, mask.getCalibration().pixelWidth);
        assertEquals("plane 4", mask.getStack().getSliceLabel(5));
        assertArrayEquals(new byte[] {0, -1}, (byte[]) mask.getStack().getPixels(5));
    }
}
