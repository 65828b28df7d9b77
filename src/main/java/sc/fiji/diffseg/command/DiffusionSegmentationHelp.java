package sc.fiji.diffseg.command;

import ij.IJ;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.ui.Guide;
import sc.fiji.diffseg.ui.GuideWindow;

/** Opens the guides, which come inside the jar; without windows, prints one. */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Diffusion Segmentation Help", weight = InMenu.HELP)
        },
        initializer = "openTheWindowAtOnce")
public final class DiffusionSegmentationHelp extends JobCommand {

    @Parameter(
            label = "Guide",
            description = HouseholdTips.GUIDE,
            required = false,
            persist = false)
    private String guide = Guide.INDEX;

    private void openTheWindowAtOnce() {
        dialog().askNothing();
    }

    @Override
    void job(Progress progress) throws IOException {
        Guide page = Guide.named(guide);
        if (GraphicsEnvironment.isHeadless()) {
            IJ.log(page.text());
        } else {
            GuideWindow.open(page);
        }
    }
}
