package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageConverter;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import ij.process.StackConverter;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImagePlusPlanesTest {

    @Test
    void greyImagesGiveTheirRawValues() {
        byte[] bytes = {0, 1, -1};
        check(new ByteProcessor(3, 1, bytes), ValueRange.UINT8, 0, 1, 255);
        short[] shorts = {0, 1, -1};
        check(new ShortProcessor(3, 1, shorts, null), ValueRange.UINT16, 0, 1, 65535);
        float[] floats = {-5, 0.5f, 1e6f};
        check(new FloatProcessor(3, 1, floats), null, -5, 0.5f, 1e6f);
    }

    private static void check(ImageProcessor ip, ValueRange range, float... expected) {
        ImagePlusPlanes planes = new ImagePlusPlanes(new ImagePlus("grey", ip), 0);
        assertTrue(planes.plane(0).isGrey());
        assertArrayEquals(expected, planes.plane(0).channel(0));
        assertEquals(Optional.ofNullable(range), planes.typeRange());
    }

    @Test
    void rgbImagesGiveTheirColours() {
        ImagePlus image = new ImagePlus("rgb", new ColorProcessor(1, 1, new int[] {0x0a141e}));
        assertColour(10, 20, 30, new ImagePlusPlanes(image, 0).plane(0));
        Plane green = new ImagePlusPlanes(image, 2).plane(0);
        assertTrue(green.isGrey());
        assertEquals(20, green.channel(0)[0]);
    }

    @Test
    void eightBitColourGivesTheColoursOfItsPalette() {
        ColorProcessor colours =
                new ColorProcessor(2, 2, new int[] {0xff0000, 0x00ff00, 0x0000ff, 0xffffff});
        ImagePlus image = new ImagePlus("palette", colours);
        new ImageConverter(image).convertRGBtoIndexedColor(256);
        assertEquals(ImagePlus.COLOR_256, image.getType());
        Plane plane = new ImagePlusPlanes(image, 0).plane(0);
        assertArrayEquals(new float[] {255, 0, 0, 255}, plane.channel(0), 8);
        assertArrayEquals(new float[] {0, 255, 0, 255}, plane.channel(1), 8);
        assertArrayEquals(new float[] {0, 0, 255, 255}, plane.channel(2), 8);
    }

    @Test
    void lookupTablesOfGreyImagesChangeNothing() {
        ImageProcessor ip = new ByteProcessor(3, 1, new byte[] {10, 20, 30});
        ImagePlus image = new ImagePlus("grey", ip);
        ip.invertLut();
        assertTrue(image.isInvertedLut());
        assertArrayEquals(
                new float[] {10, 20, 30}, new ImagePlusPlanes(image, 0).plane(0).channel(0));
        ip.setLut(LUT.createLutFromColor(Color.GREEN));
        image.setDisplayRange(15, 25);
        Plane green = new ImagePlusPlanes(image, 0).plane(0);
        assertTrue(green.isGrey());
        assertArrayEquals(new float[] {10, 20, 30}, green.channel(0));
    }

    @Test
    void compositesOfThreeChannelsAreColourInTheOrderOfTheChannels() {
        ImagePlus image = numbered(3, 1, 1);
        CompositeImage composite = new CompositeImage(image, CompositeImage.COMPOSITE);
        composite.setChannelLut(LUT.createLutFromColor(Color.MAGENTA), 1);
        assertColour(100, 200, 300, new ImagePlusPlanes(composite, 0).plane(0));
    }

    @Test
    void otherNumbersOfChannelsNeedAChoice() {
        ImagePlus image = numbered(2, 2, 1);
        String message =
                assertThrows(IllegalArgumentException.class, () -> new ImagePlusPlanes(image, 0))
                        .getMessage();
        assertTrue(message.contains("2 channels"), message);
        assertEquals(210, new ImagePlusPlanes(image, 2).plane(1).channel(0)[0]);
    }

    @Test
    void hyperstacksCountSlicesFasterThanFrames() {
        ImagePlusPlanes planes = new ImagePlusPlanes(numbered(3, 4, 2), 0);
        assertEquals(4, planes.slices());
        assertEquals(2, planes.frames());
        assertEquals(8, planes.planes());
        assertColour(100, 200, 300, planes.plane(0));
        assertColour(110, 210, 310, planes.plane(1));
        assertColour(101, 201, 301, planes.plane(4));
        assertColour(131, 231, 331, planes.plane(7));
        assertEquals(Optional.of("c1 z3 t1"), planes.label(7));
    }

    /** Every pixel is 100 (c + 1) + 10 z + t. */
    private static ImagePlus numbered(int channels, int slices, int frames) {
        ImageStack stack = new ImageStack(2, 1);
        for (int t = 0; t < frames; t++) {
            for (int z = 0; z < slices; z++) {
                for (int c = 1; c <= channels; c++) {
                    ShortProcessor ip = new ShortProcessor(2, 1);
                    ip.add(100 * c + 10 * z + t);
                    stack.addSlice("c" + c + " z" + z + " t" + t, ip);
                }
            }
        }
        ImagePlus image = new ImagePlus("numbered", stack);
        image.setDimensions(channels, slices, frames);
        return image;
    }

    private static void assertColour(float red, float green, float blue, Plane plane) {
        assertEquals(red, plane.channel(0)[0]);
        assertEquals(green, plane.channel(1)[0]);
        assertEquals(blue, plane.channel(2)[0]);
    }

    @Test
    void virtualStacksAreReadSliceBySlice() {
        List<Integer> read = new ArrayList<>();
        VirtualStack stack =
                new VirtualStack(2, 1, null, null) {
                    @Override
                    public int getSize() {
                        return 50;
                    }

                    @Override
                    public ImageProcessor getProcessor(int n) {
                        read.add(n);
                        return new ByteProcessor(2, 1, new byte[] {(byte) n, 0});
                    }
                };
        stack.setBitDepth(8);
        ImagePlusPlanes planes = new ImagePlusPlanes(new ImagePlus("virtual", stack), 0);
        read.clear();
        assertEquals(33, planes.plane(32).channel(0)[0]);
        assertEquals(List.of(33), read);
    }

    @Test
    void planesDoNotShareTheImagesPixels() {
        float[] pixels = {0.5f};
        ImagePlus image = new ImagePlus("float", new FloatProcessor(1, 1, pixels));
        Plane plane = new ImagePlusPlanes(image, 0).plane(0);
        pixels[0] = 1;
        assertEquals(0.5f, plane.channel(0)[0]);
    }

    @Test
    void signedSixteenBitImagesHaveTheirSignAndNoRange() {
        ImagePlus image = new ImagePlus("signed", new ShortProcessor(2, 1));
        image.getCalibration().setSigned16BitCalibration();
        image.getProcessor().set(0, 32768 - 7);
        image.getProcessor().set(1, 32768 + 7);
        ImagePlusPlanes planes = new ImagePlusPlanes(image, 0);
        assertArrayEquals(new float[] {-7, 7}, planes.plane(0).channel(0));
        assertEquals(Optional.empty(), planes.typeRange());
    }

    @Test
    void withoutSelectionAllPixelsCount() {
        ImagePlus image = IJ.createImage("plain", 4, 3, 1, 8);
        assertFalse(new ImagePlusPlanes(image, 0).selection().isPresent());
    }

    @Test
    void rectanglesBeyondTheBorderAreClipped() {
        ImagePlus image = IJ.createImage("rectangle", 4, 3, 1, 8);
        image.setRoi(new Roi(2, 1, 10, 10));
        assertArrayEquals(
                new boolean[] {
                    false, false, false, false, false, false, true, true, false, false, true, true
                },
                new ImagePlusPlanes(image, 0).selection().orElseThrow());
    }

    @Test
    void ovalsLeaveTheirCornersOut() {
        ImagePlus image = IJ.createImage("oval", 12, 12, 1, 8);
        image.setRoi(new OvalRoi(1, 1, 9, 9));
        boolean[] in = new ImagePlusPlanes(image, 0).selection().orElseThrow();
        assertTrue(in[5 * 12 + 5]);
        assertFalse(in[12 + 1]);
        assertTrue(in[12 + 5]);
    }

    @Test
    void selectionsWithoutAreaAreRefusedAloud() {
        ImagePlus image = IJ.createImage("line", 4, 3, 1, 8);
        for (Roi roi : new Roi[] {new Line(0, 0, 3, 2), new Roi(10, 10, 2, 2)}) {
            image.setRoi(roi);
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new ImagePlusPlanes(image, 0))
                            .getMessage();
            assertTrue(message.startsWith("The selection on \"line\" encloses no pixels"), message);
        }
    }

    @Test
    void imagesWithoutPixelsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ImagePlusPlanes(new ImagePlus(), 0));
    }

    @Test
    void closingOrConvertingAStackThatIsReadIsToldInASentence() {
        ImagePlus closed = IJ.createImage("stack.tif", "16-bit ramp", 4, 3, 5);
        ImagePlus converted = closed.duplicate();
        converted.setTitle("stack.tif");
        PlaneSource ofClosed = new ImagePlusPlanes(closed, 0);
        PlaneSource ofConverted = new ImagePlusPlanes(converted, 0);
        closed.flush();
        new StackConverter(converted).convertToGray32();
        for (PlaneSource source : List.of(ofClosed, ofConverted)) {
            String message =
                    assertThrows(IllegalArgumentException.class, () -> source.plane(2))
                            .getMessage();
            assertTrue(
                    message.startsWith(
                            "The image was closed or converted while plane 3 (slice 3, frame 1) of"
                                    + " \"stack.tif\" was still needed:"),
                    message);
            assertEquals(Optional.empty(), source.label(4));
        }
    }
}
