package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Line;
import ij.io.FileSaver;
import ij.io.Opener;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {

    @TempDir Path folder;

    private static ImagePlus noisy(ImageProcessor plane) {
        for (int i = 0; i < plane.getPixelCount(); i++) {
            plane.set(i, i * 7919 & (plane instanceof ColorProcessor ? 0xffffff : 0xff));
        }
        return new ImagePlus("noisy", plane);
    }

    private Path save(ImagePlus image, String name) {
        Path file = folder.resolve(name);
        FileSaver saver = new FileSaver(image);
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

    private static void assertOneSentence(Path file, IOException e) {
        String message = e.getMessage();
        assertTrue(message.contains(file.toString()), message);
        assertTrue(message.endsWith("."), message);
        assertFalse(message.contains("\n"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "a.jpg", "a.tif", "a.gif", "a.bmp", "a.pgm", "a.txt", "a"})
    void aFileThatIsNoImageIsRefusedInOneSentence(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "This is\nno image at all.\n");

        assertOneSentence(file, assertThrows(IOException.class, () -> ImageFiles.open(file)));
    }

    @Test
    void aTableOfColoursIsNoImage() throws IOException {
        Path file = Files.write(folder.resolve("a.lut"), new byte[768]);
        assertOneSentence(file, assertThrows(IOException.class, () -> ImageFiles.open(file)));
    }

    @Test
    void emptyAndMissingFilesAndFoldersAreRefusedInOneSentence() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        assertOneSentence(empty, assertThrows(IOException.class, () -> ImageFiles.open(empty)));
        Path missing = folder.resolve("missing.png");
        assertOneSentence(missing, assertThrows(IOException.class, () -> ImageFiles.open(missing)));
        assertOneSentence(folder, assertThrows(IOException.class, () -> ImageFiles.open(folder)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grey.png", "grey.jpg", "grey.tif", "grey.bmp"})
    void aCutOffFileIsRefusedInOneSentence(String name) throws IOException {
        Path file = save(noisy(new ByteProcessor(200, 150)), name);
        byte[] content = Files.readAllBytes(file);
        assertEquals(200, ImageFiles.open(file).getWidth());

        Files.write(file, Arrays.copyOf(content, content.length * 2 / 3));

        assertOneSentence(file, assertThrows(IOException.class, () -> ImageFiles.open(file)));
    }

    private static ImagePlus stack(ImageProcessor... planes) {
        ImageStack stack = new ImageStack(planes[0].getWidth(), planes[0].getHeight());
        for (ImageProcessor plane : planes) {
            stack.addSlice(noisy(plane).getProcessor());
        }
        return new ImagePlus("stack", stack);
    }

    private void assertWholeOnlyWithAllItsBytes(Path file, int planes) throws IOException {
        byte[] content = Files.readAllBytes(file);
        assertEquals(planes, ImageFiles.open(file).getStackSize());
        for (double share : new double[] {0.4, 0.6, 0.9}) {
            Files.write(file, Arrays.copyOf(content, (int) (content.length * share)));
            assertOneSentence(file, assertThrows(IOException.class, () -> ImageFiles.open(file)));
        }
    }

    @Test
    void aStackThatLacksPlanesOrTheEndOfTheLastIsRefused() throws IOException {
        ImagePlus stack =
                stack(
                        new ShortProcessor(40, 30),
                        new ShortProcessor(40, 30),
                        new ShortProcessor(40, 30));
        assertWholeOnlyWithAllItsBytes(save(stack, "stack.tif"), 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "LZW", "Deflate"})
    void aFileOfPagesIsRefusedIfAnyIsMissing(String compression) throws IOException {
        Path file = folder.resolve(compression + ".tif");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (!compression.equals("none")) {
                how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                how.setCompressionType(compression);
            }
            for (int i = 0; i < 4; i++) {
                BufferedImage page = noisy(new ByteProcessor(50, 40)).getBufferedImage();
                writer.writeToSequence(new IIOImage(page, null, null), how);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        assertWholeOnlyWithAllItsBytes(file, 4);
    }

    @Test
    void eightPixelsOfABlackAndWhiteFileShareAByte() throws IOException {
        BufferedImage bits = new BufferedImage(61, 47, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(5, 6, 0xffffff);
        Path file = folder.resolve("bits.tif");
        assertTrue(ImageIO.write(bits, "tiff", file.toFile()));
        assertTrue(Files.size(file) < 61 * 47);
        assertEquals(255, ImageFiles.open(file).getProcessor().get(5, 6));
    }

    @Test
    void jpegFilesHaveThePixelsThatImageJReads() throws IOException {
        for (ImagePlus image :
                new ImagePlus[] {
                    noisy(new ByteProcessor(61, 47)), noisy(new ColorProcessor(61, 47))
                }) {
            Path file = save(image, "x" + image.getBitDepth() + ".jpg");
            ImageProcessor expected = new Opener().openImage(file.toString()).getProcessor();

            ImageProcessor actual = ImageFiles.open(file).getProcessor();

            assertEquals(expected.getBitDepth(), actual.getBitDepth());
            for (int i = 0; i < expected.getPixelCount(); i++) {
                assertEquals(expected.get(i) & 0xffffff, actual.get(i) & 0xffffff);
            }
        }
    }

    @Test
    void planesOfEveryTypeBecomeTheirShareOfTheRange() throws IOException {
        ShortProcessor shorts = new ShortProcessor(3, 2, new short[] {0, 1, 2, 3, 4, -1}, null);
        Path sixteen = save(new ImagePlus("s", shorts), "s.png");
        assertArrayEquals(
                new float[] {0, 1 / 65535f, 2 / 65535f, 3 / 65535f, 4 / 65535f, 1},
                ImageFiles.readPlane(sixteen, Scaling.BY_TYPE).channel(0),
                1e-7f);

        ColorProcessor colours = new ColorProcessor(2, 1, new int[] {0xff8000, 0x0000ff});
        Plane rgb =
                ImageFiles.readPlane(save(new ImagePlus("c", colours), "c.png"), Scaling.BY_TYPE);
        assertArrayEquals(new float[] {1, 0}, rgb.channel(0));
        assertArrayEquals(new float[] {128 / 255f, 0}, rgb.channel(1), 1e-7f);
        assertArrayEquals(new float[] {0, 1}, rgb.channel(2));
    }

    @Test
    void aSelectionSavedInTheFileDoesNotMatter() throws IOException {
        ImagePlus image = noisy(new ByteProcessor(20, 10));
        image.setRoi(new Line(1, 1, 8, 8));

        Plane plane = ImageFiles.readPlane(save(image, "line.tif"), Scaling.BY_TYPE);

        assertEquals((7919 & 0xff) / 255f, plane.channel(0)[1]);
    }

    @Test
    void stacksAndValuesThatAreNotFiniteAreRefusedInOneSentence() {
        ImageStack stack = new ImageStack(4, 4);
        stack.addSlice(new ByteProcessor(4, 4));
        stack.addSlice(new ByteProcessor(4, 4));
        Path stacked = save(new ImagePlus("stack", stack), "stack.tif");
        IOException e =
                assertThrows(
                        IOException.class, () -> ImageFiles.readPlane(stacked, Scaling.BY_TYPE));
        assertOneSentence(stacked, e);
        assertTrue(e.getMessage().contains("2 slices"), e.getMessage());

        ImagePlus broken =
                new ImagePlus("nan", new FloatProcessor(2, 1, new float[] {Float.NaN, 1}));
        Path nan = folder.resolve("nan.tif");
        new FileSaver(broken).saveAsTiff(nan.toString());
        assertOneSentence(
                nan,
                assertThrows(IOException.class, () -> ImageFiles.readPlane(nan, Scaling.BY_TYPE)));
    }
}
