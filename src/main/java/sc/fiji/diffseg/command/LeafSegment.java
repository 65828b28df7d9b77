package sc.fiji.diffseg.command;

import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.leaf.LeafFamily;

/**
 * Segments an image with a LEAF model. Its fields and those above it are the keys of macros: their
 * names and values stay as they are.
 *
 * <p>Scripts run it by {@code moduleService.run(commandService.getCommand(className), true,
 * inputs)}, as {@code CommandService} gives null for commands whose choices are filled at run time;
 * or they use {@link sc.fiji.diffseg.segment.Segmentation}.
 */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "LEAF Segment...", weight = InMenu.LEAF)
        },
        initializer = "offerModels")
public final class LeafSegment extends SegmentCommand {

    @Parameter(label = "Samples", description = Tips.SAMPLES, min = "1", persist = false)
    private int samples = 1;

    @Parameter(
            label = "Denoising steps (0 = model's)",
            description = Tips.STEPS,
            min = "0",
            persist = false)
    private int steps = 0;

    private void offerModels() {
        offer("LEAF nuclei", "samples", "steps");
    }

    @Override
    String family() {
        return LeafFamily.NAME;
    }

    @Override
    SamplingSettings sampling() {
        return shared().withSamples(samples).withSteps(steps);
    }
}
