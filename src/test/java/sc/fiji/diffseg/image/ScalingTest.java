package sc.fiji.diffseg.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.diffseg.image.GoldenPreprocessing.floats;
import static sc.fiji.diffseg.image.GoldenPreprocessing.image;
import static sc.fiji.diffseg.image.GoldenPreprocessing.largestDifference;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Progress;

class ScalingTest {

    private static final Resize TO_GOLDEN = new Resize(97, 131, 64, 64);

    @Test
    void sixteenBitByTypeIsDividedBy65535() throws Exception {
        assertTrue(goldenDifference(Scaling.BY_TYPE, "out.gray16.full_range") < 1e-6);
    }

    @Test
    void sixteenBitByMinimumAndMaximumMatchesTheReference() throws Exception {
        assertTrue(goldenDifference(Scaling.MIN_MAX, "out.gray16.min_max") < 1e-6);
    }

    @Test
    void sixteenBitByPercentilesMatchesTheReference() throws Exception {
        assertTrue(goldenDifference(Scaling.PERCENTILE, "out.gray16.percentile_1_99") < 1e-6);
        ScalingUsed used = scale(gray16(), Scaling.PERCENTILE).used();
        assertEquals(2088.24, used.min(), 1e-6);
        assertEquals(48985.76, used.max(), 1e-6);
        assertEquals("percentiles 1.0 and 99.0 of the plane", used.rule());
    }

    private static double goldenDifference(Scaling scaling, String name) throws Exception {
        Plane scaled = scale(gray16(), scaling).plane();
        return largestDifference(TO_GOLDEN.apply(scaled).channel(0), floats(name));
    }

    private static ArraySource gray16() {
        float[] raw = (float[]) image("gray16.tif").getProcessor().convertToFloat().getPixels();
        return new ArraySource(ValueRange.UINT16, Plane.grey(97, 131, raw));
    }

    @Test
    void percentilesEqualThoseOfSortedValues() {
        Random random = new Random(5);
        float[] values = new float[1237];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
        }
        values[3] = -0f;
        values[4] = 0f;
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] percents = {0, 0.1, 1, 37.5, 50, 99, 99.9, 100};
        double[] got = Percentiles.of(chunk -> chunk.accept(values), percents);
        for (int i = 0; i < percents.length; i++) {
            double position = percents[i] / 100 * (sorted.length - 1);
            int rank = (int) position;
            double a = sorted[rank];
            double b = sorted[Math.min(sorted.length - 1, rank + 1)];
            assertEquals(a + (position - rank) * (b - a), got[i], "percentile " + percents[i]);
        }
    }

    @Test
    void floatsFromZeroToOneStayAsTheyAre() {
        PlaneScaler.Scaled scaled = scale(ArraySource.of(null, 0.2f, 0.4f), Scaling.BY_TYPE);
        assertArrayEquals(new float[] {0.2f, 0.4f}, scaled.plane().channel(0));
        assertEquals(new ScalingUsed("values already from 0 to 1", 0, 1), scaled.used());
    }

    @Test
    void otherFloatsSpanTheirOwnRangeAndSaySo() {
        PlaneScaler.Scaled scaled = scale(ArraySource.of(null, -100, 0, 300), Scaling.BY_TYPE);
        assertArrayEquals(new float[] {0, 0.25f, 1}, scaled.plane().channel(0));
        assertEquals(
                new ScalingUsed("smallest and largest value of the plane", -100, 300),
                scaled.used());
    }

    @Test
    void constantPlanesBecomeZeroAndNotNan() {
        for (Scaling scaling : new Scaling[] {Scaling.MIN_MAX, Scaling.PERCENTILE}) {
            Plane plane = scale(ArraySource.of(null, 7, 7, 7), scaling).plane();
            assertArrayEquals(new float[3], plane.channel(0));
        }
    }

    @Test
    void rareBrightPixelsSurviveWhenBothPercentilesAreEqual() {
        float[] values = new float[1000];
        values[17] = 5000;
        Plane plane = scale(ArraySource.of(ValueRange.UINT16, values), Scaling.PERCENTILE).plane();
        assertEquals(1f, plane.channel(0)[17]);
        assertEquals(0f, plane.channel(0)[18]);
    }

    @Test
    void onePixelWorks() {
        assertEquals(
                51 / 255f,
                scale(ArraySource.of(ValueRange.UINT8, 51), Scaling.BY_TYPE).plane().channel(0)[0]);
        assertEquals(
                0f,
                scale(ArraySource.of(ValueRange.UINT8, 51), Scaling.PERCENTILE)
                        .plane()
                        .channel(0)[0]);
    }

    @Test
    void coloursShareOneInterval() {
        Plane colour = Plane.rgb(1, 1, new float[] {10}, new float[] {20}, new float[] {30});
        Plane scaled = scale(new ArraySource(ValueRange.UINT8, colour), Scaling.MIN_MAX).plane();
        assertEquals(0f, scaled.channel(0)[0]);
        assertEquals(0.5f, scaled.channel(1)[0]);
        assertEquals(1f, scaled.channel(2)[0]);
    }

    @Test
    void oneIntervalForAllPlanesKeepsTheirRelativeBrightness() {
        ArraySource stack =
                new ArraySource(
                        ValueRange.UINT16,
                        Plane.grey(2, 1, new float[] {0, 100}),
                        Plane.grey(2, 1, new float[] {200, 400}));
        PlaneScaler each = new PlaneScaler(stack, Scaling.MIN_MAX, Progress.NONE);
        assertArrayEquals(new float[] {0, 1}, each.plane(0).plane().channel(0));
        PlaneScaler all = new PlaneScaler(stack, Scaling.MIN_MAX.ofWholeImage(), Progress.NONE);
        assertArrayEquals(new float[] {0, 0.25f}, all.plane(0).plane().channel(0));
        assertArrayEquals(new float[] {0.5f, 1}, all.plane(1).plane().channel(0));
        assertEquals("smallest and largest value of the whole image", all.plane(0).used().rule());
    }

    @Test
    void nanAndInfinityAreRefusedWithPlaneCountAndPlace() {
        float[] bad = {0, 1, 2, Float.NaN, 4, Float.POSITIVE_INFINITY};
        ArraySource stack =
                new ArraySource(null, Plane.grey(3, 2, new float[6]), Plane.grey(3, 2, bad));
        PlaneScaler scaler = new PlaneScaler(stack, Scaling.PERCENTILE, Progress.NONE);
        scaler.plane(0);
        String message =
                assertThrows(IllegalArgumentException.class, () -> scaler.plane(1)).getMessage();
        assertTrue(
                message.startsWith(
                        "2 of the 6 pixels in plane 2 (slice 2, frame 1) of \"cells.tif\" are NaN"
                                + " or infinite, the first at x=0, y=1:"),
                message);
    }

    @Test
    void measuringTheWholeImageRefusesNanToo() {
        ArraySource stack = ArraySource.of(null, Float.NaN);
        assertThrows(
                IllegalArgumentException.class,
                () -> new PlaneScaler(stack, Scaling.BY_TYPE.ofWholeImage(), Progress.NONE));
    }

    @Test
    void measuringTheWholeImageCanBeCancelled() {
        Progress cancelled = ImpatientUser.fromTheBeginning();
        ArraySource stack = ArraySource.of(ValueRange.UINT8, 1, 2);
        assertThrows(
                CancellationException.class,
                () -> new PlaneScaler(stack, Scaling.PERCENTILE.ofWholeImage(), cancelled));
    }

    @Test
    void percentilesOutOfOrderAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Scaling.percentile(99, 1));
        assertThrows(IllegalArgumentException.class, () -> Scaling.percentile(-1, 50));
        assertThrows(IllegalArgumentException.class, () -> Scaling.percentile(1, Double.NaN));
    }

    private static PlaneScaler.Scaled scale(PlaneSource source, Scaling scaling) {
        return new PlaneScaler(source, scaling, Progress.NONE).plane(0);
    }

    @Test
    void everyScalingIsFoundByItsName() {
        for (Scaling scaling :
                List.of(
                        Scaling.BY_TYPE,
                        Scaling.MIN_MAX.ofWholeImage(),
                        Scaling.PERCENTILE,
                        Scaling.percentile(0.5, 99.9).ofWholeImage())) {
            assertEquals(scaling.name(), Scaling.parse(scaling.name()).name());
        }
        assertEquals(Scaling.percentile(2, 98), Scaling.parse("percentile:2:98"));
        for (String wrong : List.of("", ":", "histogram", "percentile:5", "min-max:0:1")) {
            assertThrows(IllegalArgumentException.class, () -> Scaling.parse(wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> Scaling.parse("percentile:98:2"));
        assertThrows(IllegalArgumentException.class, () -> Scaling.parse("percentile:a:2"));
    }
}
