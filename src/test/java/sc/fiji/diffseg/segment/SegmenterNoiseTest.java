package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.FloatProcessor;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneScaler;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.image.Scaling;

class SegmenterNoiseTest extends WithTinyModel {

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
}
