package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.image.Axes;
import sc.fiji.diffseg.image.Framing;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneScaler;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.RaiPlanes;
import sc.fiji.diffseg.image.Scaling;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

class SegmenterTest {

    private static final SamplingSettings SAMPLING =
            SamplingSettings.DEFAULT.withSeed(7).withPrecision(Precision.FLOAT32);

    private static final SegmentationSettings SETTINGS =
            SegmentationSettings.DEFAULT.withSampling(SAMPLING).withMaps(true, false, false);

    @TempDir static Path folder;
    private static LoadedModel model;

    @BeforeAll
    static void load() throws IOException {
        model = LoadedModel.open(TinyModel.write(folder), TorchEngine.start("cpu"), Progress.NONE);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static SegmentationResult segment(ImagePlus image, SegmentationSettings settings) {
        return segment(new ImagePlusPlanes(image, 0), settings, Progress.NONE);
    }

    private static SegmentationResult segment(
            PlaneSource source, SegmentationSettings settings, Progress progress) {
        return new Segmenter(model, settings).segment(source, progress);
    }

    @Test
    void probabilitiesAreTheSameWhateverTheBatchSize() {
        ImagePlus image = Pictures.stack(80, 70, 2, 1);
        SegmentationResult one = segment(image, SETTINGS.withBatchSize(1));
        SegmentationResult seven = segment(image, SETTINGS.withBatchSize(7));
        assertEquals(1, one.execution().batchSize());
        assertEquals(7, seven.execution().batchSize());
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(one.probability().get(i), seven.probability().get(i), 1e-5f);
        }
    }

    @Test
    void sameSettingsGiveTheSameBitsAndAnotherSeedDoesNot() {
        ImagePlus image = Pictures.plane(64, 64);
        SegmentationResult first = segment(image, SETTINGS);
        image.setTitle("renamed");
        SegmentationResult second = segment(image, SETTINGS);
        SegmentationResult other = segment(image, SETTINGS.withSampling(SAMPLING.withSeed(8)));
        assertArrayEquals(first.probability().get(0), second.probability().get(0), 0f);
        assertArrayEquals(first.labels().get(0), second.labels().get(0));
        assertNotSimilar(first.probability().get(0), other.probability().get(0));
    }

    private static void assertNotSimilar(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        assertTrue(sum / a.length > 1e-3, "mean difference " + sum / a.length);
    }

    @Test
    void everyPlaneAndTileHasNoiseOfItsOwn() {
        ImagePlus flat = new ImagePlus("flat", new FloatProcessor(64, 32));
        flat.getStack().addSlice(new FloatProcessor(64, 32));
        ImagePlus image = new ImagePlus("flat", flat.getStack());
        List<float[]> planes =
                segment(image, SETTINGS.withFraming(FramingChoice.TILES)).probability();
        assertNotSimilar(planes.get(0), planes.get(1));
        float[] left = new float[32 * 24];
        float[] right = new float[32 * 24];
        for (int i = 0; i < left.length; i++) {
            left[i] = planes.get(0)[i / 24 * 64 + i % 24];
            right[i] = planes.get(0)[i / 24 * 64 + 40 + i % 24];
        }
        assertNotSimilar(left, right);
    }

    @Test
    void onlyProbabilitiesAboveTheThresholdAreForeground() {
        ImagePlus image = Pictures.plane(32, 32);
        float[] probability = segment(image, SETTINGS).probability().get(0);
        double threshold = probability[500];
        boolean[] mask =
                segment(
                                image,
                                SETTINGS.withSampling(SAMPLING.withThreshold(threshold))
                                        .withOutput(OutputType.MASK, Neighbourhood.EIGHT, 0))
                        .masks()
                        .get(0);
        assertFalse(mask[500]);
        for (int i = 0; i < mask.length; i++) {
            assertEquals(probability[i] > threshold, mask[i]);
        }
    }

    @Test
    void aStackKeepsSlicesFramesCalibrationAndNumbersObjectsOnce() {
        ImagePlus image = Pictures.stack(40, 36, 3, 2);
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth = 0.25;
        calibration.pixelDepth = 2;
        calibration.setUnit("µm");
        PlaneSource source = new ImagePlusPlanes(image, 0);
        SegmentationResult result = segment(source, SETTINGS, Progress.NONE);
        SegmentationImages images = new SegmentationImages(source, result);
        for (ImagePlus map : List.of(images.segmentation(), images.probability().get())) {
            assertEquals(3, map.getNSlices());
            assertEquals(2, map.getNFrames());
            assertEquals(0.25, map.getCalibration().pixelWidth);
            assertEquals(2, map.getCalibration().pixelDepth);
        }
        assertEquals("stack-labels", images.segmentation().getTitle());
        TreeSet<Integer> before = new TreeSet<>(List.of(0));
        for (int[] plane : result.labels()) {
            TreeSet<Integer> here = new TreeSet<>();
            for (int label : plane) {
                here.add(label);
            }
            here.remove(0);
            assertFalse(here.isEmpty());
            assertEquals(before.last() + 1, here.first());
            before = here;
        }
        assertEquals(before.last(), result.objects());
    }

    @Test
    void smallObjectsBecomeBackgroundInLabelsAndMasks() {
        ImagePlus image = Pictures.plane(64, 64);
        SegmentationResult all = segment(image, SETTINGS);
        SegmentationResult large =
                segment(image, SETTINGS.withOutput(OutputType.MASK, Neighbourhood.EIGHT, 50));
        int[] areas = new int[all.objects() + 1];
        for (int label : all.labels().get(0)) {
            areas[label]++;
        }
        boolean removed = false;
        for (int i = 0; i < 64 * 64; i++) {
            int label = all.labels().get(0)[i];
            assertEquals(label > 0 && areas[label] >= 50, large.masks().get(0)[i]);
            removed |= label > 0 && areas[label] < 50;
        }
        assertTrue(removed);
    }

    @Test
    void outsideTheSelectionEverythingIsBackground() {
        ImagePlus image = Pictures.plane(64, 64);
        float[] whole = segment(image, SETTINGS).probability().get(0);
        image.setRoi(10, 20, 30, 25);
        SegmentationResult result = segment(image, SETTINGS);
        boolean any = false;
        for (int i = 0; i < 64 * 64; i++) {
            int x = i % 64;
            int y = i / 64;
            boolean inside = x >= 10 && x < 40 && y >= 20 && y < 45;
            assertEquals(inside ? whole[i] : 0, result.probability().get(0)[i]);
            assertEquals(inside && whole[i] > 0.5, result.foreground(0)[i]);
            any |= result.foreground(0)[i];
        }
        assertTrue(any);
    }

    @Test
    void severalSamplesGiveTheirMeanAndTheirScatter() {
        PlaneSource source = new ImagePlusPlanes(Pictures.plane(32, 32), 0);
        SegmentationSettings settings =
                SETTINGS.withSampling(SAMPLING.withSamples(3)).withMaps(true, true, true);
        SegmentationResult result = segment(source, settings, Progress.NONE);
        PlanePrediction prediction =
                new PlanePredictor(model.model(), settings.sampling(), 1)
                        .predict(
                                new PlaneScaler(source, Scaling.BY_TYPE, Progress.NONE)
                                        .plane(0)
                                        .plane(),
                                0,
                                model.framing(32, 32),
                                Progress.NONE);
        assertEquals(3, prediction.samples().size());
        assertEquals(3, result.sampleMasks().size());
        for (int i = 0; i < 32 * 32; i++) {
            double sum = 0;
            double squares = 0;
            for (int s = 0; s < 3; s++) {
                float p = prediction.samples().get(s)[i];
                sum += p;
                squares += p * p;
                assertEquals(p > 0.5, result.sampleMasks().get(s).get(0)[i]);
            }
            double mean = sum / 3;
            assertEquals(mean, result.probability().get(0)[i], 1e-6);
            assertEquals(
                    Math.sqrt(Math.max(0, squares / 3 - mean * mean)),
                    result.uncertainty().get(0)[i],
                    1e-3);
        }
        float most = 0;
        for (float deviation : result.uncertainty().get(0)) {
            most = Math.max(most, deviation);
        }
        assertTrue(most > 0.01, "largest uncertainty " + most);
    }

    @Test
    void theFirstOfSeveralSamplesIsTheSampleDrawnAlone() {
        ImagePlus image = Pictures.plane(32, 32);
        float[] alone = segment(image, SETTINGS).probability().get(0);
        boolean[] first =
                segment(
                                image,
                                SETTINGS.withSampling(SAMPLING.withSamples(2))
                                        .withMaps(false, false, true))
                        .sampleMasks()
                        .get(0)
                        .get(0);
        for (int i = 0; i < alone.length; i++) {
            assertEquals(alone[i] > 0.5, first[i]);
        }
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
    void cancellingStopsWithinOneTile() {
        List<Double> reported = new ArrayList<>();
        Progress impatient =
                new Progress() {
                    @Override
                    public void report(double fraction, String what) {
                        reported.add(fraction);
                    }

                    @Override
                    public boolean isCancelled() {
                        return reported.stream().anyMatch(fraction -> fraction > 0);
                    }
                };
        PlaneSource source = new ImagePlusPlanes(Pictures.plane(80, 80), 0);
        assertThrows(
                CancellationException.class,
                () -> segment(source, SETTINGS.withBatchSize(1), impatient));
        assertEquals(1, reported.stream().filter(fraction -> fraction > 0).count());
    }

    @Test
    void progressNeverFallsAndEndsAtOne() {
        List<Double> reported = new ArrayList<>();
        Progress progress =
                new Progress() {
                    @Override
                    public void report(double fraction, String what) {
                        reported.add(fraction);
                    }

                    @Override
                    public boolean isCancelled() {
                        return false;
                    }
                };
        SegmentationSettings settings =
                SETTINGS.withSampling(SAMPLING.withSamples(2).withSteps(3)).withBatchSize(2);
        segment(new ImagePlusPlanes(Pictures.stack(60, 40, 2, 1), 0), settings, progress);
        assertTrue(reported.size() > 12, reported.toString());
        assertEquals(reported.stream().sorted().toList(), reported);
        assertEquals(1, reported.get(reported.size() - 1));
    }

    @Test
    void uncertaintyOfOneSampleIsRefused() {
        SegmentationSettings settings = SETTINGS.withMaps(false, true, false);
        assertThrows(IllegalArgumentException.class, () -> new Segmenter(model, settings));
    }

    @Test
    void moreStepsThanTheScheduleHasAreRefusedBeforeAnyImage() {
        SegmentationSettings settings = SETTINGS.withSampling(SAMPLING.withSteps(1001));
        assertThrows(IllegalArgumentException.class, () -> new Segmenter(model, settings));
    }
}
