package sc.fiji.diffseg.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
