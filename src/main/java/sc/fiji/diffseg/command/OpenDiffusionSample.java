package sc.fiji.diffseg.command;

import ij.ImagePlus;
import java.io.IOException;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.image.ExampleImage;

/** Opens one of the images that come along, to try things with. Its fields are keys of macros. */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Open Diffusion Sample", weight = InMenu.SAMPLE)
        },
        initializer = "spareMacrosTheDialog")
public final class OpenDiffusionSample extends JobCommand {

    @Parameter(
            label = "Sample",
            description = HouseholdTips.EXAMPLE,
            choices = {"nuclei", "histology", "skin"},
            persist = false)
    private String sample = "nuclei";

    @Parameter(
            label = "True objects too",
            description = HouseholdTips.EXAMPLE_TRUTH,
            persist = false)
    private boolean truth = false;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus true_objects;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus image;

    private void spareMacrosTheDialog() {
        dialog().fillIn();
    }

    @Override
    void job(Progress progress) throws IOException {
        ExampleImage example = Choices.parse(ExampleImage.class, "sample", sample);
        true_objects = truth ? example.openTruth() : null;
        image = example.open();
    }
}
