package sc.fiji.diffseg.command;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scijava.ItemIO;
import org.scijava.plugin.Parameter;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.Provenance;
import sc.fiji.diffseg.segment.Segmentation;
import sc.fiji.diffseg.segment.SegmentationImages;
import sc.fiji.diffseg.segment.SegmentationSettings;

/** What the commands have in common that segment an image with a model of one method. */
abstract class SegmentCommand extends SettingsCommand {

    private static final double LOADED = 0.1;

    @Parameter(label = "Image", description = Tips.IMAGE)
    private ImagePlus image;

    @Parameter(label = "Table of samples", description = Tips.SAMPLE_TABLE, persist = false)
    private boolean sample_table = false;

    @Parameter(type = ItemIO.OUTPUT)
    private ResultsTable table;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus uncertainty;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus probability;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus segmentation;

    /**
     * Offers the models of {@link #family}.
     *
     * @param preferred name of the model that is the default if it is installed
     * @param own names of the command's own parameters, which come after the model in the dialog
     */
    final void offer(String preferred, String... own) {
        wantImage("image");
        List<String> first = new ArrayList<>(List.of("model"));
        first.addAll(List.of(own));
        arrange(first, List.of("sample_table"));
        offerModels("model", family(), preferred);
    }

    /** The only family whose models this command runs. */
    abstract String family();

    @Override
    final void job(Progress progress) throws IOException {
        // Closing the window takes no pixels away; a lock would keep the user from scrolling, too.
        image.setIgnoreFlush(true);
        try {
            segment(progress);
        } finally {
            image.setIgnoreFlush(false);
        }
    }

    private void segment(Progress progress) throws IOException {
        PlaneSource source = new ImagePlusPlanes(image, channel());
        SegmentationSettings settings = settings();
        Progress opening = progress.part(0, LOADED);
        try (Segmentation opened =
                Segmentation.borrow(
                        ModelKeeper.shared(), model(), family(), device(), settings, opening)) {
            if (sample_table && opened.fusion(settings) == Fusion.MEAN) {
                throw new IllegalArgumentException(
                        "The table of the samples is made by fusing their masks: choose the fusion"
                                + " staple or majority and at least 2 samples.");
            }
            SegmentationImages images = opened.segment(source, settings, progress.part(LOADED, 1));
            uncertainty = images.uncertainty().orElse(null);
            probability = images.probability().orElse(null);
            segmentation = images.segmentation();
            Provenance.attach(
                    source, channel(), images.result(), uncertainty, probability, segmentation);
            if (sample_table) {
                table = SampleTableWindow.show(images.sampleTable().orElseThrow(), source.name());
                resolveOutput("table");
            }
        }
    }
}
