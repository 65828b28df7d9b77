package sc.fiji.diffseg.command;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.MaskSamples;
import sc.fiji.diffseg.image.SampleAxis;
import sc.fiji.diffseg.segment.FusedMasks;
import sc.fiji.diffseg.segment.MaskFusion;
import sc.fiji.diffseg.segment.MaskFusionSettings;

/**
 * Fuses the masks of a stack, wherever they come from. Its fields are the keys of macros: their
 * names and values stay as they are.
 */
@Plugin(
        type = Command.class,
        menu = {
            @Menu(label = InMenu.PLUGINS),
            @Menu(label = InMenu.SUITE),
            @Menu(label = "Fuse Masks...", weight = InMenu.FUSE)
        },
        initializer = "spareMacrosTheDialog")
public final class FuseMasks extends JobCommand {

    @Parameter(label = "Masks", description = FusionTips.MASKS)
    private ImagePlus image;

    @Parameter(
            label = "Method",
            description = FusionTips.FUSION_METHOD,
            choices = {"staple", "majority"},
            persist = false)
    private String method = "staple";

    @Parameter(
            label = "Masks lie along",
            description = FusionTips.SAMPLE_AXIS,
            choices = {"slices", "channels", "frames"},
            persist = false)
    private String sample_axis = "slices";

    @Parameter(
            label = "Probability map",
            description = FusionTips.FUSED_PROBABILITY,
            persist = false)
    private boolean probability_map = false;

    @Parameter(
            label = "Uncertainty map",
            description = FusionTips.FUSED_UNCERTAINTY,
            persist = false)
    private boolean uncertainty_map = false;

    @Parameter(label = "Table of masks", description = FusionTips.FUSED_TABLE, persist = false)
    private boolean sample_table = false;

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable table;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus uncertainty;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus probability;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus consensus;

    private void spareMacrosTheDialog() {
        wantImage("image");
        dialog().fillIn();
    }

    @Override
    void job(Progress progress) {
        MaskFusionSettings settings =
                new MaskFusionSettings(Fusion.of(method), probability_map, uncertainty_map);
        MaskSamples masks = MaskSamples.along(SampleAxis.of(sample_axis), image);
        FusedMasks fused = MaskFusion.fuse(masks, settings, progress);
        uncertainty = fused.uncertainty().orElse(null);
        probability = fused.probability().orElse(null);
        consensus = fused.consensus();
        if (sample_table) {
            table = SampleTableWindow.show(fused.table(), image.getTitle());
            resolveOutput("table");
        }
    }
}
