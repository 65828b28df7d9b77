package sc.fiji.diffseg.command;

import ij.ImagePlus;
import java.util.List;
import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
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

    @Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false)
    private String hint = "";

    private void spareMacrosTheDialog() {
        dialog().putFirst("hint");
        dialog().fillIn("prediction", "truth");
        wantImage("prediction");
        hint = OverlapTips.hint(LikelyPair.among(OpenImages.frontFirst()));
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
