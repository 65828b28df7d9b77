package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.FloatProcessor;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.Axes;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.RaiPlanes;
import sc.fiji.diffseg.image.Scaling;

class SegmenterTest extends WithTinyModel {

    @Test
    void anImageOfImgLib2GivesWhatTheSameImageOfImageJGives() {
        ImagePlus image = Pictures.plane(50, 40);
        byte[] pixels = (byte[]) image.getProcessor().getPixels();
        SegmentationResult result =
                new Segmenter(model, SETTINGS)
                        .segment(
                                ArrayImgs.unsignedBytes(pixels, 50, 40),
                                "image",
                                Axes.XY,
                                Progress.NONE);
        assertArrayEquals(segment(image, SETTINGS).labels().get(0), result.labels().get(0));
    }

    @Test
    void aSinglePixelIsSegmented() {
        SegmentationResult result = segment(Pictures.plane(1, 1), SETTINGS);
        assertEquals(1, result.labels().get(0).length);
        assertTrue(result.probability().get(0)[0] >= 0 && result.probability().get(0)[0] <= 1);
    }

    @Test
    void pixelsThatAreNoNumbersAreRefusedByPlace() {
        FloatProcessor plane = new FloatProcessor(40, 30);
        plane.setf(11, 5, Float.NaN);
        ImagePlus image = new ImagePlus("hole.tif", plane);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> segment(image, SETTINGS));
        assertTrue(e.getMessage().contains("\"hole.tif\""), e.getMessage());
        assertTrue(e.getMessage().contains("x=11, y=5"), e.getMessage());
    }

    @Test
    void anImageWithoutSlicesIsRefused() {
        Segmenter segmenter = new Segmenter(model, SETTINGS);
        Interval nothing = new FinalInterval(new long[3], new long[] {19, 19, -1});
        RandomAccessibleInterval<UnsignedByteType> image =
                Views.interval(ArrayImgs.unsignedBytes(20, 20, 1), nothing);
        Axes axes = Axes.of("XYZ");
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> segmenter.segment(image, "void", axes, Progress.NONE));
        assertTrue(e.getMessage().contains("\"void\""), e.getMessage());
    }

    @Test
    void theUsersFramingAndScalingWinOverTheModels() {
        PlaneSource source = new RaiPlanes("ramp", ArrayImgs.unsignedBytes(128, 128), Axes.XY, 0);
        SegmentationSettings whole =
                SETTINGS.withFraming(FramingChoice.WHOLE).withScaling(Scaling.MIN_MAX);
        Execution asked = segment(source, whole, Progress.NONE).execution();
        Execution own = segment(source, SETTINGS, Progress.NONE).execution();
        assertEquals(
                Framing.of(Framing.Mode.WHOLE, 128, 128, 32, 32, 8).toString(), asked.framing());
        assertEquals(Framing.of(Framing.Mode.TILES, 128, 128, 32, 32, 8).toString(), own.framing());
        assertEquals(0, asked.scaling().get(0).max());
        assertEquals(255, own.scaling().get(0).max());
    }

    @Test
    void moreStepsThanTheScheduleHasAreRefusedBeforeAnyImage() {
        SegmentationSettings settings = SETTINGS.withSampling(SAMPLING.withSteps(1001));
        assertThrows(IllegalArgumentException.class, () -> new Segmenter(model, settings));
    }
}
