package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.exchange.ImportReport;
import sc.fiji.diffseg.exchange.ImportSettings;
import sc.fiji.diffseg.exchange.WeightsImport;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.network.Averaging;
import sc.fiji.diffseg.network.ImportChoice;

/** Imports weights that others have published. */
@Command(
        name = "import",
        description = {
            "Makes a model of weights that others have published: PyTorch checkpoints, safetensors"
                    + " files and diffusers folders. Nothing in them is executed.",
            "Understood are LEAF and SDSeg models, latent diffusion models and their autoencoders,"
                    + " and DINOv2; several files become one model or base."
        },
        footer = {
            "",
            "Exit code: 0 done, 1 failed or not understood, 2 wrong use.",
            "",
            "Example: models import kl-f8.ckpt churches.ckpt --name ldm --dry-run"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ModelsImport implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files of weights, or folders of such files.")
    private List<Path> sources;

    @Option(
            names = "--dry-run",
            description = "Only tell what the files are and what is missing or left over.")
    private boolean dryRun;

    @Option(
            names = "--name",
            defaultValue = "",
            paramLabel = "NAME",
            description = "What the model is called (default: as the file or its folder).")
    private String name;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Model folder to write (default: NAME where models are installed).")
    private Path output;

    @Option(
            names = "--weights",
            defaultValue = "averaged",
            paramLabel = "W",
            description =
                    "averaged: the running averages of the training, where there are some; raw: the"
                            + " weights themselves (default: ${DEFAULT-VALUE}).")
    private Averaging averaging;

    @Option(
            names = "--part",
            defaultValue = "",
            paramLabel = "PART",
            description = "The only network to take, such as autoencoder (default: all).")
    private String part;

    @Option(
            names = "--license",
            defaultValue = "",
            paramLabel = "SPDX",
            description = "Licence of the weights (default: that of the publication, if known).")
    private String license;

    @Option(
            names = "--citation",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "Whom to cite (default: the publication).")
    private String citation;

    @Option(names = "--half", description = "Store half-precision numbers, in half the space.")
    private boolean half;

    @Override
    public Integer call() throws IOException {
        ImportChoice choice = new ImportChoice(averaging, part);
        ImportSettings settings = new ImportSettings(name, license, citation, half);
        try (WeightsImport weights = WeightsImport.open(sources, choice)) {
            System.out.print(new ImportReport(weights).text());
            if (!weights.recognition().faults().isEmpty()) {
                return 1;
            }
            if (!dryRun) {
                write(weights, settings);
            }
        }
        return 0;
    }

    private void write(WeightsImport weights, ImportSettings settings) throws IOException {
        Path folder = output == null ? weights.folder(settings) : output;
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job job = ProcessEnd.job(progress::cancel)) {
            ModelFolder model = weights.write(settings, folder, progress);
            progress.close();
            System.out.println(
                    "Imported as '%s' into %s".formatted(model.description().name(), folder));
        }
    }
}
