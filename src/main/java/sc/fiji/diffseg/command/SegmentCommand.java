package sc.fiji.diffseg.command;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import org.scijava.ItemIO;
import org.scijava.plugin.Parameter;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.segment.Provenance;
import sc.fiji.diffseg.segment.Segmentation;
import sc.fiji.diffseg.segment.SegmentationImages;
import sc.fiji.diffseg.segment.SegmentationSettings;

/** What the commands have in common that segment an image with a model, and their outputs. */
abstract class SegmentCommand extends JobCommand {

    private static final double LOADED = 0.1;

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable table;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus uncertainty;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus probability;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus segmentation;

    /**
     * Segments an image and sets the outputs.
     *
     * @param model name or folder
     * @param device where to compute
     * @param channel that the source takes, counted from 1; 0 for all
     * @param wantsTable whether the table of the samples is wanted, for which masks must be fused
     * @throws IOException in one sentence for the user
     * @throws IllegalArgumentException in one sentence for the user
     */
    final void segment(
            String model,
            String device,
            PlaneSource source,
            int channel,
            SegmentationSettings settings,
            boolean wantsTable,
            Progress progress)
            throws IOException {
        try (Segmentation opened = Segmentation.open(model, device, progress.part(0, LOADED))) {
            if (wantsTable && opened.fusion(settings) == Fusion.MEAN) {
                throw new IllegalArgumentException(
                        "The table of the samples is made by fusing their masks: choose the fusion"
                                + " staple or majority and at least 2 samples.");
            }
            SegmentationImages images = opened.segment(source, settings, progress.part(LOADED, 1));
            uncertainty = images.uncertainty().orElse(null);
            probability = images.probability().orElse(null);
            segmentation = images.segmentation();
            Provenance.attach(
                    source, channel, images.result(), uncertainty, probability, segmentation);
            if (wantsTable) {
                table = SampleTableWindow.show(images.sampleTable().orElseThrow(), source.name());
                resolveOutput("table");
            }
        }
    }
}
