package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Line;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskSamplesTest {

    private static final int CHANNELS = 2;
    private static final int SLICES = 3;
    private static final int FRAMES = 4;

    /** Every plane has one foreground pixel, whose place tells channel, slice and frame. */
    private static ImagePlus hyperstack() {
        ImageStack stack = new ImageStack(CHANNELS * SLICES * FRAMES, 1);
        for (int i = 0; i < CHANNELS * SLICES * FRAMES; i++) {
            ByteProcessor plane = new ByteProcessor(CHANNELS * SLICES * FRAMES, 1);
            plane.set(i, 1 + i);
            stack.addSlice(plane);
        }
        ImagePlus image = new ImagePlus("masks.tif", stack);
        image.setDimensions(CHANNELS, SLICES, FRAMES);
        return image;
    }

    private static int place(boolean[] mask) {
        int place = -1;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) {
                assertEquals(-1, place, "two pixels are foreground");
                place = i;
            }
        }
        return place;
    }

    @ParameterizedTest
    @EnumSource
    void theSamplesOfEveryPositionLieAlongTheAxis(SampleAxis axis) {
        MaskSamples samples = MaskSamples.along(axis, hyperstack());
        int[] length = {CHANNELS, SLICES, FRAMES};
        assertEquals(length[axis.ordinal()], samples.samples());
        length[axis.ordinal()] = 1;
        ResultLayout layout = samples.layout();
        assertArrayEquals(length, new int[] {layout.channels(), layout.slices(), layout.frames()});
        int position = 0;
        for (int frame = 0; frame < length[2]; frame++) {
            for (int slice = 0; slice < length[1]; slice++) {
                for (int channel = 0; channel < length[0]; channel++) {
                    List<boolean[]> masks = samples.masks(position++);
                    for (int s = 0; s < masks.size(); s++) {
                        int c = axis == SampleAxis.CHANNELS ? s : channel;
                        int z = axis == SampleAxis.SLICES ? s : slice;
                        int t = axis == SampleAxis.FRAMES ? s : frame;
                        assertEquals(c + CHANNELS * (z + SLICES * t), place(masks.get(s)));
                    }
                }
            }
        }
        assertEquals(layout.planes(), position);
    }

    @Test
    void whateverIsNotZeroIsForeground() {
        boolean[] expected = {false, true, true, true};
        ByteProcessor inverting = new ByteProcessor(4, 1, new byte[] {0, 1, 127, -1});
        inverting.invertLut();
        assertForeground(expected, inverting);
        assertForeground(expected, new ShortProcessor(4, 1, new short[] {0, 1, 300, -1}, null));
        assertForeground(expected, new FloatProcessor(4, 1, new float[] {0, 1, -7, 1e6f}));
        assertForeground(
                new boolean[] {false, true, false, true},
                new FloatProcessor(4, 1, new float[] {Float.NaN, 1, 0, 2}));
    }

    private static void assertForeground(boolean[] expected, ImageProcessor plane) {
        ImageStack stack = new ImageStack(4, 1);
        stack.addSlice(plane);
        stack.addSlice(plane);
        MaskSamples samples = MaskSamples.along(SampleAxis.SLICES, new ImagePlus("m", stack));
        assertArrayEquals(expected, samples.masks(0).get(1));
    }

    @Test
    void samplesAreCalledByTheirSliceLabelsOrTheImage() {
        ImagePlus image = IJ.createImage("masks", "8-bit", 4, 4, 2);
        image.getStack().setSliceLabel("anna", 1);
        MaskSamples samples = MaskSamples.along(SampleAxis.SLICES, image);
        assertEquals("anna", samples.label(0, 0));
        assertEquals("masks", samples.label(0, 1));
        ImagePlus other = IJ.createImage("others", "8-bit", 4, 4, 2);
        assertEquals("others", MaskSamples.of(List.of(image, other)).label(1, 1));
    }

    @Test
    void imagesAreSamplesPositionByPosition() {
        ImagePlus first = hyperstack();
        ImagePlus second = hyperstack();
        second.getStack().getProcessor(5).set(0, 9);
        MaskSamples samples = MaskSamples.of(List.of(first, second));
        assertEquals(24, samples.layout().planes());
        assertEquals(4, place(samples.masks(4).get(0)));
        assertTrue(samples.masks(4).get(1)[0]);
    }

    @Test
    void probabilitiesAreNoMasks() {
        ImagePlus image = IJ.createImage("soft", "32-bit black", 4, 4, 2);
        image.getStack().getProcessor(2).setf(7, 0.25f);
        MaskSamples samples = MaskSamples.along(SampleAxis.SLICES, image);
        String message =
                assertThrows(IllegalArgumentException.class, () -> samples.masks(0)).getMessage();
        assertEquals(
                "Plane 2 of \"soft\" has the value 0.25, but a mask has none between 0 and 1:"
                        + " threshold it first.",
                message);
    }

    @Test
    void whatCannotBeFusedIsRefusedInOneSentence() {
        assertRefused(
                "\"rgb\" is an RGB image",
                IJ.createImage("rgb", "RGB", 4, 4, 3),
                SampleAxis.SLICES);
        assertRefused(
                "\"one\" is a single plane",
                IJ.createImage("one", "8-bit", 4, 4, 1),
                SampleAxis.FRAMES);
        assertRefused(
                "along frames \"stack\" has 1: it has 1 channels, 5 slices and 1 frames.",
                IJ.createImage("stack", "8-bit", 4, 4, 5),
                SampleAxis.FRAMES);
        ImagePlus line = IJ.createImage("line", "8-bit", 4, 4, 5);
        line.setRoi(new Line(0, 0, 3, 3));
        assertRefused("selection on \"line\" encloses no pixels", line, SampleAxis.SLICES);
    }

    private static void assertRefused(String reason, ImagePlus image, SampleAxis axis) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> MaskSamples.along(axis, image))
                        .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void masksOfDifferentSizesAreRefusedByName() {
        ImagePlus a = IJ.createImage("a.png", "8-bit", 20, 20, 1);
        ImagePlus b = IJ.createImage("b.png", "8-bit", 20, 21, 1);
        ImagePlus c = IJ.createImage("c.tif", "8-bit", 20, 20, 2);
        assertEquals(
                "Masks to be fused must have the same size, but \"a.png\" is 20 x 20 pixels and"
                        + " \"b.png\" 20 x 21 pixels.",
                assertThrows(IllegalArgumentException.class, () -> MaskSamples.of(List.of(a, b)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> MaskSamples.of(List.of(a, c)));
        assertThrows(IllegalArgumentException.class, () -> MaskSamples.of(List.of(a)));
    }
}
