package sc.fiji.diffseg.command;

import java.io.File;
import java.io.IOException;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.segment.OverlapFiles;
import sc.fiji.diffseg.segment.OverlapReport;
import sc.fiji.diffseg.segment.OverlapSettings;

/** Measures how well a folder of masks or labels agrees with a folder of true ones. */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Measure Overlap of Folders...", weight = InMenu.MEASURE_FOLDERS)
        },
        initializer = "spareMacrosTheDialog")
public final class MeasureOverlapOfFolders extends OverlapCommand<File> {

    @Parameter(
            label = "Suffix of predictions",
            description = OverlapTips.PREDICTION_SUFFIX,
            required = false,
            persist = false)
    private String prediction_suffix = "";

    @Parameter(
            label = "Suffix of true masks",
            description = OverlapTips.TRUTH_SUFFIX,
            required = false,
            persist = false)
    private String truth_suffix = "";

    private void spareMacrosTheDialog() {
        dialog().fillIn();
    }

    @Override
    OverlapReport compare(OverlapSettings settings, Progress progress) throws IOException {
        OverlapFiles.Folders folders =
                new OverlapFiles.Folders(
                        prediction.toPath(), truth.toPath(), prediction_suffix, truth_suffix);
        return new OverlapFiles(settings).compare(folders, progress);
    }

    @Override
    String name() {
        return prediction.getName();
    }
}
