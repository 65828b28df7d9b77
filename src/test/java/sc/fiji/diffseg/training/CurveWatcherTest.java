package sc.fiji.diffseg.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.report.TrainingChart;

class CurveWatcherTest {

    @Test
    void aTrainingThatGoesOnHasTheCurvesOfOneThatWasNeverInterrupted() {
        CurveWatcher whole = new CurveWatcher();
        whole.began("first", 1, 4, false);
        for (int step = 1; step <= 4; step++) {
            whole.stepped("first", step, 10 - step);
        }
        whole.began("second", 1, 6, true);
        for (int step = 1; step <= 6; step++) {
            whole.stepped("second", step, 1.0 / step);
            if (step % 3 == 0) {
                whole.validated("second", step, 0.1 * step, 0.05 * step, true);
            }
        }

        CurveWatcher resumed = new CurveWatcher();
        for (int step = 1; step <= 4; step++) {
            resumed.recalled("first", step, 10 - step);
        }
        for (int step = 1; step <= 3; step++) {
            resumed.recalled("second", step, 1.0 / step);
        }
        resumed.recalledScores("second", 3, 0.1 * 3, 0.05 * 3, true);
        resumed.began("second", 4, 6, true);
        for (int step = 4; step <= 6; step++) {
            resumed.stepped("second", step, 1.0 / step);
        }
        resumed.validated("second", 6, 0.1 * 6, 0.05 * 6, true);

        List<String> drawn = drawn(whole);
        assertEquals(drawn, drawn(resumed));
        assertEquals("loss, smoothed from 1.0 to 10.0", drawn.get(0).split(";")[0]);
    }

    @Test
    void aPictureThatCannotBeWrittenIsToldOnceAndEndsNothing(@TempDir Path folder)
            throws IOException {
        Path file = Files.createDirectory(folder.resolve(CurvesFile.NAME));
        List<String> told = new ArrayList<>();
        CurvesFile curves = new CurvesFile(file, told::add);
        curves.began("denoiser", 1, 2, true);
        for (int step = 1; step <= 2; step++) {
            curves.stepped("denoiser", step, 1);
            curves.validated("denoiser", step, 0.5, 0.4, true);
        }
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).startsWith("Could not write the curves to " + file), told.get(0));

        Files.delete(file);
        curves.validated("denoiser", 2, 0.6, 0.5, true);
        assertTrue(Files.size(file) > 1000);
    }

    /** All that the chart shows, in words. */
    private static List<String> drawn(CurveWatcher watcher) {
        TrainingChart chart = new TrainingChart();
        chart.update(watcher.curves());
        List<String> drawn = new ArrayList<>();
        CombinedDomainXYPlot plots = (CombinedDomainXYPlot) chart.chart().getPlot();
        for (Object each : plots.getSubplots()) {
            XYPlot plot = (XYPlot) each;
            XYDataset data = plot.getDataset();
            for (int s = 0; s < data.getSeriesCount(); s++) {
                int last = data.getItemCount(s) - 1;
                StringBuilder text = new StringBuilder(data.getSeriesKey(s).toString());
                text.append(" from ").append(last < 0 ? "" : data.getXValue(s, 0));
                text.append(" to ").append(last < 0 ? "" : data.getXValue(s, last)).append(';');
                for (int i = 0; i <= last; i++) {
                    text.append(data.getXValue(s, i)).append(' ').append(data.getYValue(s, i));
                }
                drawn.add(text.toString());
            }
            plot.getDomainMarkers(Layer.FOREGROUND)
                    .forEach(m -> drawn.add("stage at " + ((ValueMarker) m).getValue()));
        }
        return drawn;
    }
}
