package sc.fiji.diffseg.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import sc.fiji.diffseg.report.TrainingChart;

/** Draws the curves of a training into a PNG file after every validation. */
final class CurvesFile extends CurveWatcher {

    /** Name of the file. */
    static final String NAME = "curves.png";

    private static final int WIDTH = 900;
    private static final int HEIGHT = 600;

    private final Path file;

    CurvesFile(Path file) {
        this.file = file;
    }

    @Override
    public void validated(String stage, long step, double dice, double iou, boolean best) {
        super.validated(stage, step, dice, iou, best);
        TrainingChart chart = new TrainingChart();
        chart.update(curves());
        try {
            chart.writePng(file, WIDTH, HEIGHT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
