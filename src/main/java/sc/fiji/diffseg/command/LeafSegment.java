package sc.fiji.diffseg.command;

import ij.ImagePlus;
import java.io.IOException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.image.ImagePlusPlanes;
import sc.fiji.diffseg.image.PlaneSource;
import sc.fiji.diffseg.leaf.LeafFamily;
import sc.fiji.diffseg.segment.FramingChoice;
import sc.fiji.diffseg.segment.OutputType;
import sc.fiji.diffseg.segment.Segmentation;
import sc.fiji.diffseg.segment.SegmentationSettings;

/**
 * Segments an image with a LEAF model. Its fields are the keys of macros: their names and values
 * stay as they are.
 *
 * <p>Scripts run it by {@code moduleService.run(commandService.getCommand(className), true,
 * inputs)}, as {@code CommandService} gives null for commands whose choices are filled at run time;
 * or they use {@link Segmentation}.
 */
@Plugin(
        type = Command.class,
        menuPath = "Plugins>Diffusion Segmentation>LEAF Segment...",
        initializer = "offerModels")
public final class LeafSegment extends SegmentCommand {

    private static final String PREFERRED_MODEL = "LEAF nuclei";

    @Parameter(label = "Image", description = Tips.IMAGE)
    private ImagePlus image;

    @Parameter(label = "Model", description = Tips.MODEL, persist = false)
    private String model = "";

    @Parameter(label = "Channel (0 = all)", description = Tips.CHANNEL, min = "0", persist = false)
    private int channel = 0;

    @Parameter(
            label = "Pixel scaling",
            description = Tips.SCALING,
            choices = {Choices.MODEL, "by-type", "percentile", "min-max"},
            persist = false)
    private String scaling = Choices.MODEL;

    @Parameter(
            label = "Framing",
            description = Tips.FRAMING,
            choices = {Choices.MODEL, "whole", "tiles"},
            persist = false)
    private String framing = Choices.MODEL;

    @Parameter(label = "Samples", description = Tips.SAMPLES, min = "1", persist = false)
    private int samples = 1;

    @Parameter(
            label = "Fusion of samples",
            description = Tips.FUSION,
            choices = {Choices.MODEL, "mean", "staple", "majority"},
            persist = false)
    private String fusion = Choices.MODEL;

    @Parameter(
            label = "Denoising steps (0 = model's)",
            description = Tips.STEPS,
            min = "0",
            persist = false)
    private int steps = 0;

    @Parameter(label = "Seed", description = Tips.SEED, persist = false)
    private long seed = 0;

    @Parameter(
            label = "Threshold",
            description = Tips.THRESHOLD,
            min = "0",
            max = "0.99",
            stepSize = "0.05",
            style = "format:0.00",
            persist = false)
    private double threshold = 0.5;

    @Parameter(
            label = "Output",
            description = Tips.OUTPUT,
            choices = {"labels", "mask"},
            persist = false)
    private String output = "labels";

    @Parameter(
            label = "Connectivity",
            description = Tips.CONNECTIVITY,
            choices = {"8", "4"},
            persist = false)
    private String connectivity = "8";

    @Parameter(
            label = "Minimum area (pixels)",
            description = Tips.MINIMUM_AREA,
            min = "0",
            persist = false)
    private int minimum_area = 0;

    @Parameter(label = "Probability map", description = Tips.PROBABILITY_MAP, persist = false)
    private boolean probability_map = false;

    @Parameter(label = "Uncertainty map", description = Tips.UNCERTAINTY_MAP, persist = false)
    private boolean uncertainty_map = false;

    @Parameter(label = "Table of samples", description = Tips.SAMPLE_TABLE, persist = false)
    private boolean sample_table = false;

    @Parameter(
            label = "Precision",
            description = Tips.PRECISION,
            choices = {"auto", "float32", "bfloat16"},
            persist = false)
    private String precision = "auto";

    @Parameter(
            label = "Device",
            description = Tips.DEVICE,
            choices = {"auto", "cpu", "gpu", "mps"})
    private String device = "auto";

    private void offerModels() {
        offerModels("model", LeafFamily.NAME, PREFERRED_MODEL);
    }

    @Override
    void job(Progress progress) throws IOException {
        PlaneSource source = new ImagePlusPlanes(image, channel);
        segment(model, device, source, channel, settings(), sample_table, progress);
    }

    private SegmentationSettings settings() {
        Precision arithmetic = Choices.parse(Precision.class, "precision", precision);
        return new SegmentationSettings(
                new SamplingSettings(seed, samples, "", steps, threshold, arithmetic),
                Choices.fusion(fusion),
                Choices.scaling(scaling),
                Choices.parse(FramingChoice.class, "framing", framing),
                Choices.parse(OutputType.class, "output", output),
                Choices.connectivity(connectivity),
                minimum_area,
                0,
                probability_map,
                uncertainty_map,
                false);
    }
}
