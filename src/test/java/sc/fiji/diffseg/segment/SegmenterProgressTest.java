package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.ImpatientUser;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;

class SegmenterProgressTest extends WithTinyModel {

    @Test
    void cancellingStopsWithinOneTile() {
        ImpatientUser impatient = ImpatientUser.when(report -> report.fraction() > 0);
        PlaneSource source = new ImagePlusPlanes(Pictures.plane(80, 80), 0);
        assertThrows(
                CancellationException.class,
                () -> segment(source, SETTINGS.withBatchSize(1), impatient));
        assertEquals(
                1, impatient.reports().stream().filter(report -> report.fraction() > 0).count());
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
    void aLatePlaneWithNanIsToldBeforeAnythingIsPredicted() {
        ImagePlus stack = IJ.createImage("stack.tif", "32-bit ramp", 20, 16, 400);
        stack.getStack().getProcessor(400).setf(3, 2, Float.NaN);
        ImpatientUser user = ImpatientUser.when(report -> report.fraction() > 0);
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> segment(new ImagePlusPlanes(stack, 0), SETTINGS, user))
                        .getMessage();
        assertTrue(message.contains("plane 400 (slice 400, frame 1) of \"stack.tif\""), message);
        assertEquals(400, user.reports().size());
        ImpatientUser atOnce = ImpatientUser.after(3);
        assertThrows(
                CancellationException.class,
                () -> segment(new ImagePlusPlanes(stack, 0), SETTINGS, atOnce));
        assertEquals(
                "Checking plane 3 (slice 3, frame 1) of \"stack.tif\"",
                atOnce.reports().get(2).what());
    }
}
