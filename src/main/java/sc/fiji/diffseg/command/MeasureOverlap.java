package sc.fiji.diffseg.command;

import ij.ImagePlus;
import ij.WindowManager;
import java.awt.GraphicsEnvironment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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
        fillIn("prediction", "truth");
        if (!isMacro() && !isInputResolved("prediction") && !isInputResolved("truth")) {
            wantImage("prediction");
            suggest(WindowManager.getCurrentImage());
        }
    }

    private void suggest(ImagePlus image) {
        if (image != null && !GraphicsEnvironment.isHeadless()) {
            setInput("prediction", image);
            setInput("truth", likelyTruth(image));
        }
    }

    /** Another image of the same size, if possible one that is called the truth. */
    private static ImagePlus likelyTruth(ImagePlus image) {
        return openImages()
                .filter(other -> other != image)
                .filter(other -> other.getWidth() == image.getWidth())
                .filter(other -> other.getHeight() == image.getHeight())
                .max(Comparator.comparing(other -> other.getTitle().contains("truth")))
                .orElse(image);
    }

    private static Stream<ImagePlus> openImages() {
        int[] ids = WindowManager.getIDList();
        return ids == null ? Stream.empty() : Arrays.stream(ids).mapToObj(WindowManager::getImage);
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
