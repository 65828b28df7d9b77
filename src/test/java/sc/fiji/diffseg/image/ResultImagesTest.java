package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.ColorProcessor;
import ij.process.ImageConverter;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResultImagesTest {

    private static final int BLACK = 0xff000000;

    private static final List<int[]> LABELS =
            List.of(
                    new int[] {0, 1},
                    new int[] {2, 3},
                    new int[2],
                    new int[2],
                    new int[2],
                    new int[] {0, 255});

    @Test
    void labelsKeepCalibrationSlicesAndFrames() {
        ImagePlus labels = new ResultImages(source(2, 3)).labels(LABELS);
        assertEquals("cells-labels", labels.getTitle());
        assertEquals(16, labels.getBitDepth());
        assertEquals(1, labels.getNChannels());
        assertEquals(2, labels.getNSlices());
        assertEquals(3, labels.getNFrames());
        assertTrue(labels.getOpenAsHyperStack());
        Calibration calibration = labels.getCalibration();
        assertEquals(0.25, calibration.pixelWidth);
        assertEquals(1.5, calibration.pixelDepth);
        assertEquals("micron", calibration.getUnit());
        assertEquals(12, calibration.frameInterval);
        assertEquals(3, labels.getStack().getProcessor(2).get(1));
        assertEquals("slice 2", labels.getStack().getSliceLabel(2));
    }

    @Test
    void densityCalibrationOfTheInputDoesNotShiftLabels() {
        ImagePlus image = IJ.createImage("signed", "16-bit", 2, 1, 1);
        image.getCalibration().setSigned16BitCalibration();
        ImagePlus labels =
                new ResultImages(new ImagePlusPlanes(image, 0)).labels(List.of(new int[] {0, 7}));
        assertFalse(labels.getCalibration().calibrated());
        assertEquals(7.0, labels.getStatistics().max);
        assertTrue(image.getCalibration().isSigned16Bit());
    }

    @Test
    void aFewLabelsHaveAnEntryEachInTheTable() {
        ImagePlus labels = new ResultImages(source(2, 3)).labels(LABELS);
        assertEquals(0, labels.getDisplayRangeMin());
        assertEquals(255, labels.getDisplayRangeMax());
        LUT lut = LabelLut.create();
        labels.setSlice(2);
        assertEquals(
                lut.getRGB(3), labels.getProcessor().convertToColorProcessor().get(1) | 0xff000000);
        assertEquals(0xff000000, lut.getRGB(0));
    }

    @Test
    void labelColoursAreDistinctAndVisible() {
        LUT lut = LabelLut.create();
        Set<Integer> colours = new HashSet<>();
        for (int i = 1; i < 256; i++) {
            int rgb = lut.getRGB(i);
            colours.add(rgb);
            int brightest = Math.max(rgb >> 16 & 0xff, Math.max(rgb >> 8 & 0xff, rgb & 0xff));
            assertTrue(brightest > 180, "label " + i + " is dark");
        }
        assertEquals(255, colours.size());
    }

    @Test
    void labelsAbove65535NeedThirtyTwoBits() {
        ResultImages results = new ResultImages(source(1, 1));
        ImagePlus most = results.labels(List.of(new int[] {0, 65535}));
        assertEquals(16, most.getBitDepth());
        assertEquals(65535, most.getProcessor().get(1));
        ImagePlus more = results.labels(List.of(new int[] {1, 65536}));
        assertEquals(32, more.getBitDepth());
        assertEquals(65536f, more.getProcessor().getf(1));
        assertNotEquals(BLACK, colour(more, 0));
    }

    @Test
    void manyLabelsAreSeenAndDifferFromTheirNeighbours() {
        for (int count : new int[] {257, 601, 5001, 70_001}) {
            ImagePlus labels = oneByOne(count);
            assertEquals(BLACK, colour(labels, 0));
            for (int slice = 1; slice <= 2; slice++) {
                labels.setSlice(slice);
                labels.updateAndDraw();
                for (int i = slice == 1 ? 1 : 0; i < labels.getWidth(); i++) {
                    assertNotEquals(BLACK, colour(labels, i), count + " labels: " + i);
                    if (i > 0) {
                        assertNotEquals(colour(labels, i - 1), colour(labels, i));
                    }
                }
            }
        }
    }

    /** A file or a copy has no more than the display range. */
    @Test
    void noLabelIsBlackInImageJsOwnDisplay() {
        for (int count : new int[] {257, 511, 513, 601, 5001, 70_001}) {
            ImagePlus labels = oneByOne(count).duplicate();
            ImageProcessor pixels = labels.getProcessor().convertToByte(true);
            assertEquals(0, pixels.get(0));
            for (int i = 1; i < labels.getWidth(); i++) {
                assertNotEquals(0, pixels.get(i), count + " labels: " + i);
            }
        }
    }

    @Test
    void convertedAndThresholdedLabelsAreShownByImageJ() {
        ImagePlus labels = oneByOne(601);
        labels.getProcessor().setThreshold(1, 601, ImageProcessor.RED_LUT);
        labels.updateImage();
        assertEquals(0xffff0000, colour(labels, 7));
        labels = oneByOne(601);
        new ImageConverter(labels).convertToGray8();
        assertEquals(8, labels.getBitDepth());
        assertEquals(
                labels.getProcessor().convertToColorProcessor().get(300) | BLACK,
                colour(labels, 300));
        labels.flush();
        assertNull(labels.getImage());
    }

    /** The background and an odd number of labels, a pixel each, in two slices of one row. */
    private static ImagePlus oneByOne(int count) {
        int width = (count + 1) / 2;
        int[] first = new int[width];
        int[] second = new int[width];
        for (int i = 0; i < width; i++) {
            first[i] = i;
            second[i] = width + i;
        }
        ImagePlus image = IJ.createImage("many", "8-bit", width, 1, 2);
        return new ResultImages(new ImagePlusPlanes(image, 0)).labels(List.of(first, second));
    }

    /** What the window shows. */
    private static int colour(ImagePlus image, int x) {
        return new ColorProcessor(image.getImage()).get(x) | BLACK;
    }

    @Test
    void labelsThatNoImageHoldsAreRefused() {
        ResultImages results = new ResultImages(source(1, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> results.labels(List.of(new int[] {0, 16_777_217})));
        assertThrows(
                IllegalArgumentException.class, () -> results.labels(List.of(new int[] {0, -1})));
    }

    @Test
    void masksAreZeroAnd255() {
        ImagePlus mask = new ResultImages(source(1, 1)).masks(List.of(new boolean[] {true, false}));
        assertEquals("cells-mask", mask.getTitle());
        assertEquals(8, mask.getBitDepth());
        assertEquals(255, mask.getProcessor().get(0));
        assertEquals(0, mask.getProcessor().get(1));
        assertFalse(mask.isInvertedLut());
    }

    @Test
    void probabilityAndUncertaintyAreShownOverTheirFullRange() {
        ResultImages results = new ResultImages(source(1, 1));
        ImagePlus probability = results.probability(List.of(new float[] {0.25f, 0.75f}));
        assertEquals(32, probability.getBitDepth());
        assertEquals(0.75f, probability.getProcessor().getf(1));
        assertEquals(0, probability.getDisplayRangeMin());
        assertEquals(1, probability.getDisplayRangeMax());
        ImagePlus uncertainty = results.uncertainty(List.of(new float[] {0, 0.5f}));
        assertEquals("cells-uncertainty", uncertainty.getTitle());
        assertEquals(0.5, uncertainty.getDisplayRangeMax());
    }

    @Test
    void everyPlaneNeedsAResult() {
        ResultImages results = new ResultImages(source(2, 3));
        assertThrows(IllegalArgumentException.class, () -> results.labels(LABELS.subList(0, 5)));
    }

    @Test
    void titlesLoseTheirExtensionOnly() {
        assertEquals("cells-mask", ResultImages.title("cells.ome.tif", "mask"));
        assertEquals("run 1.25-mask", ResultImages.title("run 1.25", "mask"));
        assertEquals("Untitled-mask", ResultImages.title("Untitled", "mask"));
        assertEquals(".tif-mask", ResultImages.title(".tif", "mask"));
    }

    private static ImagePlusPlanes source(int slices, int frames) {
        ImagePlus image = IJ.createImage("cells.tif", "8-bit", 2, 1, slices * frames);
        image.setDimensions(1, slices, frames);
        for (int i = 1; i <= image.getStackSize(); i++) {
            image.getStack().setSliceLabel("slice " + i, i);
        }
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth = 0.25;
        calibration.pixelHeight = 0.25;
        calibration.pixelDepth = 1.5;
        calibration.frameInterval = 12;
        calibration.setUnit("micron");
        return new ImagePlusPlanes(image, 0);
    }
}
