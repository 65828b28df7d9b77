package sc.fiji.diffseg.benchmark;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.leaf.LeafFamily;
import sc.fiji.diffseg.network.TrainingBatch;
import sc.fiji.diffseg.network.TrainingPlan;
import sc.fiji.diffseg.training.LoneSteps;

/**
 * Times the steps of LEAF's training at the published size with random weights, 256×256, in turn
 * with another program where one is named: the frozen autoencoder encodes the masks, image encoder
 * and denoiser learn from the L1 between latents (backward pass, clipping, AdamW), and the
 * denoiser's running average follows. Batches are there before the clock runs.
 *
 * <p>Arguments: repetitions, threads, batch size (published: 4), precisions separated by commas,
 * one after another, and the command of an {@link OtherProgram}. Prints what {@link
 * PairedInference} prints. Needs about 7 GB and, for each image of the batch, 1.5 GB more; the
 * other program about as much. Linux only.
 */
public final class PairedTraining {

    private static final int SIZE = 256;
    private static final double MIB = 1 << 20;
    private static final int COMMAND_FROM = 4;

    private PairedTraining() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        int repetitions = Integer.parseInt(arguments[0]);
        TorchEngine.setThreads(Integer.parseInt(arguments[1]));
        TrainingBatch batch = batch(Integer.parseInt(arguments[2]));
        Paired paired =
                new Paired(repetitions, List.of(arguments).subList(COMMAND_FROM, arguments.length));
        TorchEngine engine = TorchEngine.start("cpu");
        try (NDManager weights = engine.newManager()) {
            TrainingPlan plan =
                    new LeafFamily()
                            .plan(
                                    engine,
                                    weights,
                                    new JsonObject(),
                                    new JsonObject(),
                                    Optional.empty(),
                                    1);
            System.out.printf(
                    "PyTorch %s, %s threads, batches of %d, parameters %,d%n",
                    engine.version(), arguments[1], batch.count(), plan.parameters().count());
            for (String precision : arguments[3].split(",")) {
                try (LoneSteps steps =
                        new LoneSteps(
                                engine,
                                plan,
                                Precision.valueOf(precision.toUpperCase(Locale.ROOT)))) {
                    paired.compare(Map.of(precision, () -> Time.of(() -> steps.step(batch))));
                }
            }
        }
        System.out.printf("peak memory %.0f MB%n", ProcessMemory.now().peak() / MIB);
    }

    private static TrainingBatch batch(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] images = new float[count * 3 * SIZE * SIZE];
        float[] masks = new float[count * SIZE * SIZE];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextDouble();
        }
        for (int i = 0; i < masks.length; i++) {
            masks[i] = random.nextInt(2);
        }
        return new TrainingBatch(count, SIZE, SIZE, images, masks, 1);
    }
}
