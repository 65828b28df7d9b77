package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.fusion.Fusion;
import sc.fiji.diffseg.image.SampleAxis;
import sc.fiji.diffseg.segment.FusedMasks;
import sc.fiji.diffseg.segment.MaskFileFusion;
import sc.fiji.diffseg.segment.MaskFusionSettings;

/** Fuses masks in files. */
@Command(
        name = "fuse",
        description = {
            "Fuses masks of the same pixels into one, by whoever they were drawn.",
            "Beside the consensus it writes NAME-samples.csv, the sensitivity and specificity of"
                    + " every mask, and NAME.json, how it was made."
        },
        footer = {
            "",
            "Exit code: 0 done, 1 failed, 2 wrong use.",
            "",
            "Example: fuse anna.png ben.png chris.png --output all.tif --uncertainty"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class Fuse implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "MASK",
            arity = "1..*",
            description =
                    "Mask files of the same size, or one stack of masks: 0 and 255, labels, or"
                            + " probabilities, which are cut at 0.5.")
    private List<Path> masks;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "TIFF file for the consensus, 0 and 255.")
    private Path output;

    @Option(
            names = "--method",
            defaultValue = "staple",
            paramLabel = "M",
            description = "staple or majority (default: ${DEFAULT-VALUE}).")
    private Fusion method;

    @Option(
            names = "--axis",
            paramLabel = "A",
            description =
                    "The axis of one stack that its masks lie along: slices, channels or frames"
                            + " (default: slices).")
    private SampleAxis axis;

    @Option(names = "--probability", description = "Also write NAME-probability.tif.")
    private boolean probability;

    @Option(
            names = "--uncertainty",
            description = "Also write NAME-uncertainty.tif: the scatter of the masks.")
    private boolean uncertainty;

    @Override
    public Integer call() throws IOException {
        MaskFusionSettings settings = settings();
        MaskFileFusion fusion = fusion();
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job job = ProcessEnd.job(progress::cancel)) {
            FusedMasks fused = fusion.run(settings, progress);
            progress.close();
            System.out.print(fused.table().text());
        }
        return 0;
    }

    private MaskFusionSettings settings() {
        try {
            return new MaskFusionSettings(method, probability, uncertainty);
        } catch (IllegalArgumentException e) {
            throw wrongUse(e);
        }
    }

    private MaskFileFusion fusion() {
        try {
            if (axis != null && masks.size() > 1) {
                throw new IllegalArgumentException(
                        "--axis is for one stack, but there are %d files: leave it out."
                                .formatted(masks.size()));
            }
            return new MaskFileFusion(masks, axis == null ? SampleAxis.SLICES : axis, output);
        } catch (IllegalArgumentException e) {
            throw wrongUse(e);
        }
    }

    private ParameterException wrongUse(IllegalArgumentException e) {
        return new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
}
