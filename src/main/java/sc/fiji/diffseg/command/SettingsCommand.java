package sc.fiji.diffseg.command;

import java.util.List;
import java.util.stream.Stream;
import org.scijava.plugin.Parameter;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.segment.OutputType;
import sc.fiji.diffseg.segment.SegmentationSettings;

/** What the commands have in common that segment with a model: which, and how. */
abstract class SettingsCommand extends NetworkCommand {

    private static final List<String> OF_THE_RESULT =
            List.of(
                    "channel",
                    "output",
                    "threshold",
                    "minimum_area",
                    "connectivity",
                    "probability_map",
                    "uncertainty_map");

    @Parameter(label = "Model", description = Tips.MODEL, persist = false)
    private String model = "";

    @Parameter(label = "Channel (0 = all)", description = Tips.CHANNEL, min = "0", persist = false)
    private int channel = 0;

    @Parameter(
            label = "Fusion of samples",
            description = Tips.FUSION,
            choices = {Choices.MODEL, "mean", "staple", "majority"},
            persist = false)
    private String fusion = Choices.MODEL;

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

    /**
     * Puts what most users look for first and what few do last.
     *
     * @param before names of the command's own parameters, before those of the result
     * @param after and behind them
     */
    final void arrange(List<String> before, List<String> after) {
        dialog().putFirst(
                        Stream.of(before, OF_THE_RESULT, after)
                                .flatMap(List::stream)
                                .toArray(String[]::new));
        dialog().putLast("precision", "device");
    }

    /** How masks are drawn, {@link #shared} and what is the command's own. */
    abstract SamplingSettings sampling();

    /** Name of an installed model, or any model folder. */
    final String model() {
        return model;
    }

    /** The channel to segment, counted from 1; 0 for all. */
    final int channel() {
        return channel;
    }

    /** The settings of sampling that all commands have. */
    final SamplingSettings shared() {
        return new SamplingSettings(seed, 1, "", 0, threshold, precision());
    }

    /**
     * What was chosen.
     *
     * @throws IllegalArgumentException in one sentence, if a value lies outside its range
     */
    final SegmentationSettings settings() {
        return new SegmentationSettings(
                sampling(),
                Choices.fusion(fusion),
                scaling(),
                framing(),
                Choices.parse(OutputType.class, "output", output),
                Choices.connectivity(connectivity),
                minimum_area,
                0,
                probability_map,
                uncertainty_map,
                false);
    }
}
