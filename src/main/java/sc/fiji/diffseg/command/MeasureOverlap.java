package sc.fiji.diffseg.command;

import ij.ImagePlus;
import java.awt.GraphicsEnvironment;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.segment.OverlapMeasurement;
import sc.fiji.diffseg.segment.OverlapReport;
import sc.fiji.diffseg.segment.OverlapSettings;

/** Measures how well an image or stack of masks or labels agrees with the truth. */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Measure Overlap...", weight = InMenu.MEASURE)
        },
        initializer = "spareMacrosTheDialog")
public final class MeasureOverlap extends OverlapCommand<ImagePlus> {

    private void spareMacrosTheDialog() {
        dialog().fillIn("prediction", "truth");
        wantImage("prediction");
        if (!GraphicsEnvironment.isHeadless()
                && !isInputResolved("prediction")
                && !isInputResolved("truth")) {
            LikelyPair.among(OpenImages.frontFirst()).ifPresent(this::propose);
        }
    }

    /** Only in the dialog. */
    private void propose(LikelyPair pair) {
        prediction = pair.prediction();
        truth = pair.truth();
    }

    @Override
    OverlapReport compare(OverlapSettings settings, Progress progress) {
        return new OverlapReport(
                settings,
                OverlapMeasurement.measure(prediction, truth, settings, progress),
                List.of());
    }

    @Override
    String name() {
        return prediction.getShortTitle();
    }
}
