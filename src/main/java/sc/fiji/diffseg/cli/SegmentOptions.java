package sc.fiji.diffseg.cli;

import picocli.CommandLine.Option;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.segment.ConnectedComponents.Neighbourhood;
import sc.fiji.diffseg.segment.FramingChoice;
import sc.fiji.diffseg.segment.OutputType;
import sc.fiji.diffseg.segment.SegmentationSettings;

/** The options of a segmentation that change its result. */
final class SegmentOptions {

    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    @Option(
            names = "--samples",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "Masks drawn per plane, to be fused into one; 0 for the model's own number"
                            + DEFAULT)
    private int samples;

    @Option(
            names = "--sampler",
            defaultValue = "",
            paramLabel = "MODE",
            description =
                    "How masks are drawn, where the method offers a choice; UniSegDiff: single, fast,"
                            + " full or unet (default: the model's own).")
    private String sampler;

    @Option(
            names = "--fusion",
            defaultValue = "model",
            paramLabel = "F",
            converter = Converters.FusionChoice.class,
            description =
                    "How several samples become one: model, mean (of the probabilities), or of their"
                            + " masks staple or majority, which also write NAME-samples.csv: the"
                            + " sensitivity and specificity of every sample"
                            + DEFAULT)
    private Converters.ChosenFusion fusion;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "S",
            description = "Seed of all noise; the same seed gives the same result" + DEFAULT)
    private long seed;

    @Option(
            names = "--steps",
            defaultValue = "0",
            paramLabel = "K",
            description = "Denoising steps; 0 for the model's own number" + DEFAULT)
    private int steps;

    @Option(
            names = "--threshold",
            defaultValue = "0.5",
            paramLabel = "T",
            description = "Pixels of a greater probability are foreground" + DEFAULT)
    private double threshold;

    @Option(
            names = "--precision",
            defaultValue = "auto",
            paramLabel = "P",
            description =
                    "auto, float32 or bfloat16; auto is bfloat16 where the device computes it"
                            + DEFAULT)
    private Precision precision;

    @Option(
            names = "--framing",
            defaultValue = "model",
            paramLabel = "F",
            description =
                    "model: as the model was trained; whole: each plane resized to the model's"
                            + " input; tiles: overlapping tiles at full resolution"
                            + DEFAULT)
    private FramingChoice framing;

    @Option(
            names = "--scaling",
            defaultValue = Converters.Choice.MODEL,
            paramLabel = "S",
            converter = Converters.ScalingChoice.class,
            description =
                    "How pixel values become 0 to 1: model, by-type, min-max, percentile or"
                            + " percentile:LOW:HIGH; with :whole-image at the end, one interval for all"
                            + " planes"
                            + DEFAULT)
    private Converters.Choice scaling;

    @Option(
            names = "--output-type",
            defaultValue = "labels",
            paramLabel = "TYPE",
            description = "labels: every object has its number; mask: 0 and 255" + DEFAULT)
    private OutputType outputType;

    @Option(
            names = "--connectivity",
            defaultValue = "8",
            paramLabel = "4|8",
            converter = Converters.Connectivity.class,
            description = "Neighbours of a pixel that belong to the same object" + DEFAULT)
    private Neighbourhood connectivity;

    @Option(
            names = "--minimum-area",
            defaultValue = "0",
            paramLabel = "A",
            description = "Objects of fewer pixels become background" + DEFAULT)
    private int minimumArea;

    @Option(
            names = "--batch",
            defaultValue = "0",
            paramLabel = "N",
            description = "Tiles predicted at once; 0 for what suits the device" + DEFAULT)
    private int batch;

    @Option(names = "--probability", description = "Also write NAME-probability.tif.")
    private boolean probability;

    @Option(
            names = "--uncertainty",
            description = "Also write NAME-uncertainty.tif: the scatter of at least 2 samples.")
    private boolean uncertainty;

    /**
     * What was chosen.
     *
     * @throws IllegalArgumentException in one sentence, if a value lies outside its range
     */
    SegmentationSettings settings() {
        if (uncertainty && samples == 1) {
            throw new IllegalArgumentException(
                    "--uncertainty is the scatter of several samples: add --samples 5, say.");
        }
        if (fusion.isOfMasks() && samples == 1) {
            throw new IllegalArgumentException(
                    "--fusion needs several samples to fuse: add --samples 20, say.");
        }
        SamplingSettings sampling =
                new SamplingSettings(seed, samples, sampler, steps, threshold, precision);
        return new SegmentationSettings(
                sampling,
                fusion.fusion(),
                scaling.scaling(),
                framing,
                outputType,
                connectivity,
                minimumArea,
                batch,
                probability,
                uncertainty,
                false);
    }
}
