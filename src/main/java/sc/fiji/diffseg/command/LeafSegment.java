package sc.fiji.diffseg.command;

import ij.ImagePlus;
import java.io.IOException;
import org.scijava.ItemIO;
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
import sc.fiji.diffseg.segment.SegmentationImages;
import sc.fiji.diffseg.segment.SegmentationSettings;

/**
 * Segments an image with a LEAF model. Its fields are the keys of macros: their names and values
 * stay as they are.
 */
@Plugin(
        type = Command.class,
        menuPath = "Plugins>Diffusion Segmentation>LEAF Segment...",
        initializer = "offerModels")
public final class LeafSegment extends JobCommand {

    private static final String PREFERRED_MODEL = "LEAF nuclei";

    @Parameter(
            label = "Image",
            description =
                    "What to segment: grey or RGB, 8, 16 or 32 bits, a stack or a hyperstack, plane"
                            + " by plane. Outside a selection, everything becomes background.")
    private ImagePlus image;

    @Parameter(
            label = "Model",
            description =
                    "An installed LEAF model (Huang et al., MICCAI 2025). In a macro, the path of"
                            + " any model folder will do as well.",
            persist = false)
    private String model = "";

    @Parameter(
            label = "Channel",
            description = "The channel to segment, counted from 1; 0 for grey and RGB images.",
            min = "0",
            persist = false)
    private int channel = 0;

    @Parameter(
            label = "Scaling",
            description =
                    "How pixel values become 0 to 1. model: as the model was trained; by-type: 8"
                            + " bits from 0 to 255, 16 bits from 0 to 65535; percentile: from the 1st"
                            + " to the 99th percentile of each plane; min-max: from the smallest to the"
                            + " largest value of each plane.",
            choices = {Choices.MODEL, "by-type", "percentile", "min-max"},
            persist = false)
    private String scaling = Choices.MODEL;

    @Parameter(
            label = "Framing",
            description =
                    "What the network sees at once. model: as the model was trained; whole: each"
                            + " plane resized to the network's input, as in the LEAF paper; tiles:"
                            + " overlapping tiles at full resolution, for planes much larger than the"
                            + " network's input.",
            choices = {Choices.MODEL, "whole", "tiles"},
            persist = false)
    private String framing = Choices.MODEL;

    @Parameter(
            label = "Samples",
            description =
                    "Number of masks drawn from different noise; their mean is the probability. The"
                            + " LEAF paper draws 1; more are slower, steadier, and show where the"
                            + " model is unsure.",
            min = "1",
            persist = false)
    private int samples = 1;

    @Parameter(
            label = "Denoising steps",
            description =
                    "Number of runs of the denoiser per mask; 0 for the model's own number, which"
                            + " is 1 in the LEAF paper.",
            min = "0",
            persist = false)
    private int steps = 0;

    @Parameter(
            label = "Seed",
            description = "Number that all noise comes from: the same seed gives the same result.",
            persist = false)
    private long seed = 0;

    @Parameter(
            label = "Threshold",
            description =
                    "Pixels with a greater probability, from 0 to 1, are foreground; 0.5 in the LEAF"
                            + " paper.",
            min = "0",
            max = "0.99",
            stepSize = "0.05",
            style = "format:0.00",
            persist = false)
    private double threshold = 0.5;

    @Parameter(
            label = "Output",
            description =
                    "labels: every object has a number of its own, 0 is background; mask: 255 for"
                            + " foreground, 0 for background.",
            choices = {"labels", "mask"},
            persist = false)
    private String output = "labels";

    @Parameter(
            label = "Connectivity",
            description =
                    "How many neighbours of a pixel belong to the same object: 4 share a side with"
                            + " it, 8 a side or a corner.",
            choices = {"8", "4"},
            persist = false)
    private String connectivity = "8";

    @Parameter(
            label = "Minimum area (pixels)",
            description = "Smaller objects become background.",
            min = "0",
            persist = false)
    private int minimum_area = 0;

    @Parameter(
            label = "Probability map",
            description = "Also show the mean over the samples, from 0 to 1.",
            persist = false)
    private boolean probability_map = false;

    @Parameter(
            label = "Uncertainty map",
            description =
                    "Also show the standard deviation over the samples, from 0 to 0.5; needs at"
                            + " least 2 samples.",
            persist = false)
    private boolean uncertainty_map = false;

    @Parameter(
            label = "Precision",
            description =
                    "Arithmetic of the networks. float32 is the reference; bfloat16 is about twice"
                            + " as fast on devices that compute it, and differs in the last digits;"
                            + " auto takes bfloat16 where the device computes it.",
            choices = {"auto", "float32", "bfloat16"},
            persist = false)
    private String precision = "auto";

    @Parameter(
            label = "Device",
            description =
                    "Where to compute: auto takes an NVIDIA graphics card if there is one; mps is"
                            + " the graphics processor of a Mac. In a macro, gpu1 is the second card.",
            choices = {"auto", "cpu", "gpu", "mps"})
    private String device = "auto";

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus uncertainty;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus probability;

    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus segmentation;

    private void offerModels() {
        offerModels("model", LeafFamily.NAME, PREFERRED_MODEL);
    }

    @Override
    void job(Progress progress) throws IOException {
        PlaneSource source = new ImagePlusPlanes(image, channel);
        SegmentationSettings settings = settings();
        try (Segmentation opened = Segmentation.open(model, device, progress.part(0, 0.1))) {
            SegmentationImages images = opened.segment(source, settings, progress.part(0.1, 1));
            uncertainty = images.uncertainty().orElse(null);
            probability = images.probability().orElse(null);
            segmentation = images.segmentation();
        }
    }

    private SegmentationSettings settings() {
        Precision arithmetic = Choices.parse(Precision.class, "precision", precision);
        return new SegmentationSettings(
                new SamplingSettings(seed, samples, "", steps, threshold, arithmetic),
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
