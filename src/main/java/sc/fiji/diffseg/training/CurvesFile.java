package sc.fiji.diffseg.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import sc.fiji.diffseg.report.TrainingChart;

/**
 * Draws the curves of a training into a PNG file after every validation. A file that cannot be
 * written does not end the training: the next one has all curves.
 */
final class CurvesFile extends CurveWatcher {

    /** Name of the file. */
    static final String NAME = "curves.png";

    private static final int WIDTH = 900;
    private static final int HEIGHT = 600;

    private final Path file;
    private final Consumer<String> notices;
    private boolean told;

    /**
     * Begins.
     *
     * @param notices is told once if the file cannot be written
     */
    CurvesFile(Path file, Consumer<String> notices) {
        this.file = file;
        this.notices = notices;
    }

    @Override
    public void validated(String stage, long step, double dice, double iou, boolean best) {
        super.validated(stage, step, dice, iou, best);
        TrainingChart chart = new TrainingChart();
        chart.update(curves());
        try {
            chart.writePng(file, WIDTH, HEIGHT);
        } catch (IOException e) {
            if (!told) {
                notices.accept(Unwritable.notice(e, "the curves", file));
                told = true;
            }
        }
    }
}
