package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.segment.FolderJob;
import sc.fiji.diffseg.segment.FolderRequest;
import sc.fiji.diffseg.segment.FolderSummary;
import sc.fiji.diffseg.segment.ModelChoice;
import sc.fiji.diffseg.segment.ModelKeeper;
import sc.fiji.diffseg.segment.SegmentationSettings;

/** Segments images in files. */
@Command(
        name = "segment",
        description = {
            "Segments images: writes NAME-labels.tif or NAME-mask.tif for each, and NAME.json with"
                    + " all that is needed to make it again.",
            "A file that cannot be segmented is named at the end, and the others are done. What an"
                    + " earlier run with the same model and settings has done is left as it is."
        },
        footer = {
            "",
            "Exit code: 0 all images are done, 1 something failed, 2 wrong use.",
            "",
            "Example: segment cells/ --output results --model leaf-nuclei --overlay",
            "The second of ten parts: the same with --part 2 --parts 10",
            "When all ten are done: merge results"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class Segment implements Callable<Integer> {

    private static final double FOUND = 0.01;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "INPUT",
            arity = "1..*",
            description = "Image files, and folders whose files are images.")
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

    @Mixin private FolderRequestOptions wanted;

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
        SegmentationSettings settings;
        FolderRequest request;
        try {
            if (threads < 0) {
                throw new IllegalArgumentException(
                        "The number of threads must not be negative, but is " + threads + ".");
            }
            settings = options.settings();
            request = wanted.request(inputs, output);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        FolderJob job = FolderJob.open(request);
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job ending = ProcessEnd.job(progress::cancel)) {
            ModelFolder chosen =
                    ModelChoice.find(ModelStore.standard(), model, progress.part(0, FOUND));
            System.err.println(
                    "Model: %s (%s)".formatted(chosen.description().name(), chosen.hash()));
            TorchEngine.setThreads(threads);
            FolderSummary summary =
                    job.run(
                            chosen,
                            device,
                            settings,
                            ModelKeeper.shared(),
                            progress.part(FOUND, 1));
            progress.close();
            return tell(summary);
        } finally {
            ModelKeeper.shared().release();
        }
    }

    /** Prints what became of the files; the exit code. */
    static int tell(FolderSummary summary) {
        System.out.print(summary.scores().text());
        System.err.print(summary.remarks());
        return summary.failures() == 0 ? 0 : 1;
    }
}
