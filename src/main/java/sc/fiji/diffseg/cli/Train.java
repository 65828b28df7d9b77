package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.measure.MeanScore;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.report.ModelCard;
import sc.fiji.diffseg.training.Recipe;
import sc.fiji.diffseg.training.TrainingControl;
import sc.fiji.diffseg.training.TrainingJob;
import sc.fiji.diffseg.training.TrainingWatcher;

/** Trains a model from a recipe. */
@Command(
        name = "train",
        description = "Trains a model from a recipe; goes on where an interrupted training ended.",
        mixinStandardHelpOptions = true)
final class Train implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "RECIPE", description = "JSON file that describes the training.")
    private Path recipe;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder that the recipe's image and mask folders lie in.")
    private Path data;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Model folder to write.")
    private Path output;

    @Option(
            names = "--work",
            required = true,
            paramLabel = "DIR",
            description = "Folder for the checkpoint, the splits and the history.")
    private Path work;

    @Option(
            names = "--base",
            paramLabel = "MODEL",
            description = "Name or folder of the model to start from; none starts from nothing.")
    private String base;

    @Option(
            names = "--device",
            defaultValue = TorchEngine.AUTO,
            description = "auto, cpu, gpu, gpu1, ... or mps (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--threads",
            defaultValue = "0",
            description = "Threads on the CPU; 0 for PyTorch's choice.")
    private int threads;

    @Option(
            names = "--seed",
            description = "Seed in place of the recipe's: other weights, noise and split.")
    private Long seed;

    @Override
    public Integer call() throws IOException {
        if (threads < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The number of threads must not be negative, but is " + threads + ".");
        }
        Recipe read = Recipe.read(recipe);
        TrainingJob training =
                new TrainingJob(seed == null ? read : read.withSeed(seed), data, output, work);
        Optional<ModelFolder> parent =
                base == null ? Optional.empty() : Optional.of(ModelStore.standard().find(base));
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job job = ProcessEnd.job(progress::cancel)) {
            TorchEngine.setThreads(threads);
            TorchEngine engine = TorchEngine.start(device);
            TrainingWatcher watcher =
                    new TrainingWatcher() {
                        @Override
                        public void noticed(String sentence) {
                            System.err.println(sentence);
                        }
                    };
            Map<String, MeanScore> scores =
                    training.run(engine, parent, watcher, new TrainingControl(), progress);
            scores.forEach((name, score) -> System.out.println(describe(name, score)));
            Files.writeString(
                    output.resolve(ModelCard.FILE_NAME),
                    ModelCard.markdown(ModelFolder.open(output).description(), command()));
        }
        return 0;
    }

    /** The command without the user's folders. */
    private String command() {
        return "train "
                + recipe.getFileName()
                + " --data DATA --output MODEL --work WORK"
                + (base == null ? "" : " --base " + Path.of(base).getFileName())
                + (seed == null ? "" : " --seed " + seed);
    }

    private static String describe(String name, MeanScore score) {
        return String.format(
                Locale.ROOT,
                "%s: validation Dice %.3f (95 %% interval %.3f to %.3f, %d images)",
                name,
                score.mean(),
                score.interval().lower(),
                score.interval().upper(),
                score.count());
    }
}
