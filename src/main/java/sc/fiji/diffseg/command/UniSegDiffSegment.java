package sc.fiji.diffseg.command;

import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.unisegdiff.UniSegDiffFamily;

/**
 * Segments an image with a UniSegDiff model. Its fields and those above it are the keys of macros:
 * their names and values stay as they are.
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
            @Menu(label = "UniSegDiff Segment...", weight = InMenu.UNISEGDIFF)
        },
        initializer = "offerModels")
public final class UniSegDiffSegment extends SegmentCommand {

    @Parameter(
            label = "Sampling",
            description = Tips.SAMPLER,
            choices = {Choices.MODEL, "single", "fast", "full", "unet", "uniform", "one_step"},
            persist = false)
    private String sampler = Choices.MODEL;

    @Parameter(
            label = "Samples (0 = model's)",
            description = Tips.MANY_SAMPLES,
            min = "0",
            persist = false)
    private int samples = 0;

    private void offerModels() {
        offer("UniSegDiff unified", "sampler", "samples");
    }

    @Override
    String family() {
        return UniSegDiffFamily.NAME;
    }

    @Override
    SamplingSettings sampling() {
        return shared().withSamples(samples).withSampler(Choices.sampler(sampler));
    }
}
