package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.FolderOptions;
import sc.fiji.diffseg.segment.FolderSegmenter;
import sc.fiji.diffseg.segment.ImageOutcome;
import sc.fiji.diffseg.segment.InputFile;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.segment.ModelChoice;
import sc.fiji.diffseg.segment.OutputFolder;
import sc.fiji.diffseg.segment.ScoreTable;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.Segmenter;
import sc.fiji.diffseg.segment.TruthFolder;

/** Segments images in files. */
@Command(
        name = "segment",
        description = {
            "Segments images: writes NAME-labels.tif or NAME-mask.tif for each, and NAME.json with"
                    + " all that is needed to make it again.",
            "A file that cannot be segmented is named at the end, and the others are done."
        },
        footer = {
            "",
            "Exit code: 0 all images are done, 1 something failed, 2 wrong use.",
            "",
            "Example: segment cells/ --output results --model leaf-nuclei --overlay"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class Segment implements Callable<Integer> {

    private static final double LOADED = 0.02;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "INPUT",
            arity = "1..*",
            description = "Image files, and folders whose files are images; not their sub-folders.")
    private List<Path> inputs;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder for the results; made if it does not exist.")
    private Path output;

    @Option(
            names = "--model",
            defaultValue = "",
            paramLabel = "NAME|FOLDER",
            description =
                    "Installed model, or model folder (default: the first installed model by"
                            + " name).")
    private String model;

    @Option(
            names = "--truth",
            paramLabel = "DIR",
            description =
                    "Folder of true masks, called as their images: prints Dice and IoU, and writes"
                            + " scores.csv.")
    private Path truth;

    @Option(
            names = "--channel",
            defaultValue = "0",
            paramLabel = "C",
            description =
                    "Channel to segment, from 1; 0 for all of a grey or RGB image (default:"
                            + " ${DEFAULT-VALUE}).")
    private int channel;

    @Option(names = "--overlay", description = "Also write NAME-overlay.png: image and contours.")
    private boolean overlay;

    @Mixin private SegmentOptions options;

    @Option(
            names = "--device",
            defaultValue = TorchEngine.AUTO,
            paramLabel = "D",
            description = "auto, cpu, gpu, gpu1, ... or mps (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description = "Threads on the CPU; 0 for PyTorch's choice (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Override
    public Integer call() throws IOException {
        SegmentationSettings settings = settings();
        List<InputFile> files = InputFile.list(inputs);
        OutputFolder folder = OutputFolder.open(output, files);
        Optional<TruthFolder> masks =
                truth == null ? Optional.empty() : Optional.of(TruthFolder.open(truth, files));
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job job = ProcessEnd.job(progress::cancel)) {
            FolderOptions batch = new FolderOptions(channel, overlay, masks);
            List<ImageOutcome> outcomes = run(settings, files, folder, batch, progress);
            progress.close();
            return tell(outcomes);
        }
    }

    private SegmentationSettings settings() {
        try {
            if (channel < 0) {
                throw new IllegalArgumentException(
                        "Channels are counted from 1, not from " + channel + ".");
            }
            if (threads < 0) {
                throw new IllegalArgumentException(
                        "The number of threads must not be negative, but is " + threads + ".");
            }
            return options.settings();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<ImageOutcome> run(
            SegmentationSettings settings,
            List<InputFile> files,
            OutputFolder folder,
            FolderOptions batch,
            Progress progress)
            throws IOException {
        ModelFolder chosen = ModelChoice.find(ModelStore.standard(), model, progress.part(0, 0.01));
        System.err.println("Model: %s (%s)".formatted(chosen.description().name(), chosen.hash()));
        settings.resolvedFor(chosen.description());
        TorchEngine.setThreads(threads);
        TorchEngine engine = TorchEngine.start(device);
        try (LoadedModel loaded =
                LoadedModel.open(chosen, engine, progress.part(LOADED / 2, LOADED))) {
            Segmenter segmenter = new Segmenter(loaded, settings);
            return new FolderSegmenter(segmenter, folder, batch)
                    .run(files, progress.part(LOADED, 1));
        }
    }

    private static int tell(List<ImageOutcome> outcomes) {
        System.out.print(new ScoreTable(outcomes).text());
        outcomes.stream()
                .flatMap(outcome -> outcome.note().map(n -> outcome.file() + ": " + n).stream())
                .forEach(System.err::println);
        List<ImageOutcome> failed =
                outcomes.stream().filter(outcome -> outcome.problem().isPresent()).toList();
        if (failed.isEmpty()) {
            return 0;
        }
        System.err.printf(
                "%d of %d files could not be segmented:%n", failed.size(), outcomes.size());
        failed.forEach(
                outcome -> System.err.println(outcome.file() + ": " + outcome.problem().get()));
        return 1;
    }
}
