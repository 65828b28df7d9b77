package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sc.fiji.diffseg.ConsoleProgress;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.ProcessEnd;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelStore;
import sc.fiji.diffseg.training.Effort;
import sc.fiji.diffseg.training.FineTuning;
import sc.fiji.diffseg.training.FineTuningData;
import sc.fiji.diffseg.training.FineTuningJob;
import sc.fiji.diffseg.training.LogWatcher;
import sc.fiji.diffseg.training.Presentation;
import sc.fiji.diffseg.training.Split;
import sc.fiji.diffseg.training.StartingPoint;
import sc.fiji.diffseg.training.TrainingControl;

/** Trains a model on a user's own images. */
@Command(
        name = "fine-tune",
        description = {
            "Trains a model on images and masks of your own, from an installed model or from"
                    + " scratch; goes on where an interrupted training ended.",
            "Writes the model, and in its folder 'training' the recipe, the history and the curves."
        },
        footer = {
            "",
            "Example: fine-tune --images cells --masks cell-masks --base leaf-nuclei --output mine"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class FineTune implements Callable<Integer> {

    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    @Spec private CommandSpec spec;

    @Option(names = "--images", required = true, paramLabel = "DIR", description = "Images.")
    private Path images;

    @Option(
            names = "--masks",
            paramLabel = "DIR",
            description = "Masks called as their images (default: beside them, as NAME_mask).")
    private Path masks;

    @Option(
            names = "--base",
            required = true,
            paramLabel = "MODEL",
            description =
                    "Name or folder of the model to start from, or 'from scratch: LEAF small' and"
                            + " the like.")
    private String base;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder for the new model: new or empty.")
    private Path output;

    @Option(names = "--name", description = "The model's name (default: of images and method).")
    private String name;

    @Option(
            names = "--steps",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Steps of the last stage" + DEFAULT)
    private long steps;

    @Option(
            names = "--first-stage-steps",
            defaultValue = "500",
            paramLabel = "N",
            description = "Steps of every stage before it, where there is one" + DEFAULT)
    private long firstStageSteps;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.0003",
            paramLabel = "R",
            description = "Highest learning rate" + DEFAULT)
    private double learningRate;

    @Option(
            names = "--batch-size",
            defaultValue = "4",
            paramLabel = "N",
            description = "Images per step" + DEFAULT)
    private int batchSize;

    @Option(
            names = "--input-size",
            defaultValue = "0",
            paramLabel = "PIXELS",
            description = "Width and height that the network sees; 0 as the base" + DEFAULT)
    private int inputSize;

    @Option(
            names = "--framing",
            paramLabel = "F",
            description = "whole or tiles (default: as the base).")
    private String framing;

    @Option(
            names = "--scaling",
            defaultValue = Converters.Choice.MODEL,
            paramLabel = "S",
            converter = Converters.ScalingChoice.class,
            description = "model, by-type, min-max, percentile or percentile:LOW:HIGH" + DEFAULT)
    private Converters.Choice scaling;

    @Option(names = "--no-flips", description = "Do not mirror and turn training images.")
    private boolean noFlips;

    @Option(
            names = "--augmentation",
            defaultValue = "1",
            paramLabel = "A",
            description = "Strength of changes of brightness and the like, 0 to 3" + DEFAULT)
    private double augmentation;

    @Option(
            names = "--validation-fraction",
            defaultValue = "0.2",
            paramLabel = "V",
            description = "Share of the images kept for validation" + DEFAULT)
    private double validationFraction;

    @Option(
            names = "--split",
            defaultValue = "blocks",
            paramLabel = "S",
            description = "How they are chosen: blocks, random or groups" + DEFAULT)
    private Split.Mode split;

    @Option(
            names = "--group-by",
            defaultValue = "_",
            paramLabel = "G",
            description =
                    "What tells groups: the text that ends a group's name in the images' names, or"
                            + " FILE.csv:IMAGES:GROUPS"
                            + DEFAULT)
    private String groupBy;

    @Option(
            names = "--patience",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "Validations without a better one that end a stage; 0 for never" + DEFAULT)
    private int patience;

    @Option(
            names = "--validation-images",
            paramLabel = "DIR",
            description = "Images to validate on instead.")
    private Path validationImages;

    @Option(names = "--validation-masks", paramLabel = "DIR", description = "And their masks.")
    private Path validationMasks;

    @Option(
            names = "--validate-every",
            defaultValue = "0",
            paramLabel = "N",
            description = "Steps between validations; 0 for a tenth of --steps" + DEFAULT)
    private long validateEvery;

    @Option(
            names = "--method-settings",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "What is not as in the paper: 'key=value ...', or 'as base'.")
    private String methodSettings;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seed of all chance" + DEFAULT)
    private long seed;

    @Option(
            names = "--precision",
            defaultValue = "auto",
            paramLabel = "P",
            description = "auto, float32 or bfloat16" + DEFAULT)
    private Precision precision;

    @Option(
            names = "--device",
            defaultValue = TorchEngine.AUTO,
            paramLabel = "D",
            description = "auto, cpu, gpu, gpu1, ... or mps" + DEFAULT)
    private String device;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description = "Threads on the CPU; 0 for PyTorch's choice" + DEFAULT)
    private int threads;

    @Option(names = "--dry-run", description = "Look at the images and masks, and end.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        try (ConsoleProgress progress = new ConsoleProgress(System.err);
                ProcessEnd.Job ending = ProcessEnd.job(progress::cancel)) {
            FineTuningJob job = job();
            if (dryRun) {
                job.survey(progress).lines().forEach(System.out::println);
                return 0;
            }
            TorchEngine.setThreads(threads);
            job.carryOut(
                    device, new LogWatcher(System.out::println), new TrainingControl(), progress);
        }
        return 0;
    }

    private FineTuningJob job() throws IOException {
        try {
            if (threads < 0) {
                throw new IllegalArgumentException(
                        "The number of threads must not be negative, but is " + threads + ".");
            }
            FineTuningData data =
                    new FineTuningData(
                            images,
                            masks == null ? images : masks,
                            Optional.ofNullable(validationImages),
                            Optional.ofNullable(validationMasks),
                            validationFraction,
                            split,
                            groupBy,
                            Optional.empty());
            StartingPoint start = StartingPoint.of(ModelStore.standard(), base, Progress.NONE);
            String called = name == null ? data.name() + " " + start.title() : name;
            Presentation presentation =
                    new Presentation(
                            inputSize,
                            Optional.ofNullable(framing).map(f -> f.toLowerCase(Locale.ROOT)),
                            scaling.scaling(),
                            !noFlips,
                            augmentation);
            Effort effort =
                    new Effort(
                            steps,
                            firstStageSteps,
                            learningRate,
                            batchSize,
                            validateEvery,
                            patience,
                            seed,
                            precision);
            return new FineTuningJob(
                    new FineTuning(called, data, start, presentation, effort, methodSettings),
                    output);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
