package sc.fiji.diffseg.command;

import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.widget.Button;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.segment.FramingChoice;
import sc.fiji.diffseg.training.Effort;
import sc.fiji.diffseg.training.FineTuningJob;
import sc.fiji.diffseg.training.LogWatcher;
import sc.fiji.diffseg.training.Presentation;
import sc.fiji.diffseg.training.TrainingControl;
import sc.fiji.diffseg.ui.WatchedTraining;

/** How a command trains, whatever it trains on. */
abstract class TrainingCommand extends NetworkCommand {

    @Parameter(label = "Steps", description = TrainingTips.STEPS, min = "1", persist = false)
    private int steps = 1000;

    @Parameter(
            label = "Steps of earlier stages",
            description = TrainingTips.FIRST_STAGE_STEPS,
            min = "0",
            persist = false)
    private int first_stage_steps = 500;

    @Parameter(
            label = "Learning rate",
            description = TrainingTips.LEARNING_RATE,
            min = "0.0000001",
            max = "0.1",
            stepSize = "0.0001",
            style = "format:0.0000000",
            persist = false)
    private double learning_rate = 3e-4;

    @Parameter(
            label = "Batch size",
            description = TrainingTips.BATCH_SIZE,
            min = "1",
            persist = false)
    private int batch_size = 4;

    @Parameter(
            label = "Input size (0 = model's)",
            description = TrainingTips.INPUT_SIZE,
            min = "0",
            persist = false)
    private int input_size = 0;

    @Parameter(label = "Flips and turns", description = TrainingTips.FLIPS, persist = false)
    private boolean flips = true;

    @Parameter(
            label = "Augmentation strength",
            description = TrainingTips.AUGMENTATION,
            min = "0",
            max = "3",
            stepSize = "0.25",
            style = "format:0.00",
            persist = false)
    private double augmentation_strength = 1;

    @Parameter(
            label = "Steps between validations (0 = auto)",
            description = TrainingTips.VALIDATE_EVERY,
            min = "0",
            persist = false)
    private int validate_every = 0;

    @Parameter(
            label = "Patience (0 = none)",
            description = TrainingTips.PATIENCE,
            min = "0",
            persist = false)
    private int patience = 0;

    @Parameter(
            label = "Method settings",
            description = TrainingTips.METHOD_SETTINGS,
            required = false,
            persist = false)
    private String method_settings = "";

    @Parameter(label = "Seed", description = TrainingTips.SEED, persist = false)
    private long seed = 1;

    @Parameter(
            label = "Restore defaults",
            description = TrainingTips.RESTORE,
            callback = "restoreDefaults",
            required = false,
            persist = false)
    private Button restore;

    @Parameter private LogService log;

    /**
     * Trains, in a window if there is a screen, and otherwise telling the log.
     *
     * @return the Dice of the best step
     */
    final double train(FineTuningJob job, String title, Progress progress) throws IOException {
        if (hasWindow()) {
            return WatchedTraining.run(job, device(), title, !isMacro(), progress).mean();
        }
        LogWatcher watcher = new LogWatcher(log::info);
        return job.carryOut(device(), watcher, new TrainingControl(), progress).mean();
    }

    private static boolean hasWindow() {
        return !GraphicsEnvironment.isHeadless() && !Interpreter.isBatchMode();
    }

    @Override
    final boolean escapeCancels() {
        return isMacro() || !hasWindow();
    }

    /** Takes over the settings of another, but for the device. */
    final void takeSettings(TrainingCommand other) {
        steps = other.steps;
        first_stage_steps = other.first_stage_steps;
        learning_rate = other.learning_rate;
        batch_size = other.batch_size;
        input_size = other.input_size;
        flips = other.flips;
        augmentation_strength = other.augmentation_strength;
        validate_every = other.validate_every;
        patience = other.patience;
        method_settings = other.method_settings;
        seed = other.seed;
        takeNetwork(other);
    }

    /** The method's settings that are not as in the paper. */
    final String methodSettings() {
        return method_settings;
    }

    /** How images are put before the network. */
    final Presentation presentation() {
        Optional<String> framed =
                Optional.of(framing())
                        .filter(choice -> choice != FramingChoice.MODEL)
                        .map(choice -> choice.name().toLowerCase(Locale.ROOT));
        return new Presentation(input_size, framed, scaling(), flips, augmentation_strength);
    }

    /** How long and how fast it learns. */
    final Effort effort() {
        return new Effort(
                steps,
                first_stage_steps,
                learning_rate,
                batch_size,
                validate_every,
                patience,
                seed,
                precision());
    }
}
