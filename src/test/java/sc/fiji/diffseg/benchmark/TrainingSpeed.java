package sc.fiji.diffseg.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.training.Effort;
import sc.fiji.diffseg.training.FineTuning;
import sc.fiji.diffseg.training.FineTuningData;
import sc.fiji.diffseg.training.Presentation;
import sc.fiji.diffseg.training.Split;
import sc.fiji.diffseg.training.StartingPoint;
import sc.fiji.diffseg.training.TimedTraining;

/**
 * Fine-tunes models on a folder for some steps each, in float32 and in bfloat16. Prints the steps
 * per second, the share of the time that is neither forward pass nor backward pass nor optimiser
 * (waiting for images, history, checkpoints), anonymous resident memory after step 300 or a third
 * of the steps and at the end, and the tensors alive at both. Linux only.
 *
 * <p>Arguments: folder with the folders images and masks, steps, threads (0 for PyTorch's choice),
 * model folders, such as {@code src/main/models/leaf-nuclei src/main/models/unisegdiff-unified}.
 */
public final class TrainingSpeed {

    private static final double NANOS = 1e-9;
    private static final double MIB = 1 << 20;
    private static final int MODELS_FROM = 3;

    /** The first steps warm caches up and are not counted. */
    private static final int WARM_UP = 5;

    private static final long SETTLED = 300;

    private final long steps;
    private final TorchEngine engine;
    private long waiting;
    private long computing;
    private long settledMemory;
    private int settledTensors;
    private long memory;
    private int tensors;

    private TrainingSpeed(long steps, TorchEngine engine) {
        this.steps = steps;
        this.engine = engine;
    }

    /** Prints a line for every model and precision. */
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        long steps = Long.parseLong(arguments[1]);
        TorchEngine.setThreads(Integer.parseInt(arguments[2]));
        TorchEngine engine = TorchEngine.start("cpu");
        for (String model : List.of(arguments).subList(MODELS_FROM, arguments.length)) {
            for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
                ModelFolder base = ModelFolder.open(Path.of(model));
                new TrainingSpeed(steps, engine).measure(base, data, precision);
            }
        }
    }

    private void measure(ModelFolder base, Path data, Precision precision) throws IOException {
        Path work = Files.createTempDirectory("training-speed");
        new TimedTraining(tuning(base, data, precision), work, this::stepped).run(engine);
        double all = (waiting + computing) * NANOS;
        System.out.printf(
                Locale.ROOT,
                "%s, %s: %.2f steps/s, %.1f %% of the time outside forward, backward and optimiser;"
                        + " anonymous memory %.0f MB after step %d, %.0f MB at the end (%+.1f %%),"
                        + " tensors %d and %d%n",
                base.description().name(),
                precision.name().toLowerCase(Locale.ROOT),
                (steps - WARM_UP) / all,
                100 * waiting * NANOS / all,
                settledMemory / MIB,
                settled(),
                memory / MIB,
                100.0 * (memory - settledMemory) / settledMemory,
                settledTensors,
                tensors);
    }

    private FineTuning tuning(ModelFolder base, Path data, Precision precision) {
        FineTuningData images =
                new FineTuningData(
                        data.resolve("images"),
                        data.resolve("masks"),
                        Optional.empty(),
                        Optional.empty(),
                        0.2,
                        Split.Mode.RANDOM,
                        "",
                        Optional.empty());
        // Only the last stage, and no validation before its end.
        Effort effort = new Effort(steps, 0, 1e-4, 4, steps, 0, 1, precision);
        return new FineTuning(
                "speed", images, StartingPoint.of(base), Presentation.DEFAULT, effort, "as base");
    }

    private long settled() {
        return Math.min(SETTLED, Math.max(1, steps / 3));
    }

    private void stepped(long step, long waited, long computed) throws IOException {
        if (step > WARM_UP) {
            waiting += waited;
            computing += computed;
        }
        if (step == settled() || step == steps) {
            memory = ProcessMemory.anonymous();
            tensors = engine.liveArrays();
        }
        if (step == settled()) {
            settledMemory = memory;
            settledTensors = tensors;
        }
    }
}
