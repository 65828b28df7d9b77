package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;

class SegmenterObjectsTest extends WithTinyModel {

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
}
