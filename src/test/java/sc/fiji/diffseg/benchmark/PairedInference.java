package sc.fiji.diffseg.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.leaf.LeafModel;
import sc.fiji.diffseg.leaf.LeafNetworks;
import sc.fiji.diffseg.leaf.LeafSettings;

/**
 * Times one 256×256 image through the published sizes with random weights, in turn with another
 * program where one is named, so that both meet the same machine.
 *
 * <p>Arguments: repetitions, threads, and the command of an {@link OtherProgram}. Prints seconds on
 * the clock and, in brackets, on the processor, for both precisions, their shares of the other
 * program's, and peak memory. Linux only.
 */
public final class PairedInference {

    private static final int SIZE = 256;
    private static final double MIB = 1 << 20;
    private static final int COMMAND_FROM = 2;

    private PairedInference() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        int repetitions = Integer.parseInt(arguments[0]);
        TorchEngine.setThreads(Integer.parseInt(arguments[1]));
        Paired paired =
                new Paired(repetitions, List.of(arguments).subList(COMMAND_FROM, arguments.length));
        TorchEngine engine = TorchEngine.start("cpu");
        NDManager weights = engine.newManager();
        LeafNetworks networks = LeafNetworks.of(LeafSettings.PUBLISHED);
        networks.parameters().initialize(weights, 1);
        System.out.printf(
                "PyTorch %s, %s threads, parameters %,d%n",
                engine.version(), arguments[1], networks.parameters().count());
        try (LeafModel model =
                LeafModel.owning(engine, networks, LeafSettings.PUBLISHED, weights)) {
            Map<String, Supplier<Time>> runs = new LinkedHashMap<>();
            runs.put("float32", () -> predict(model, Precision.FLOAT32));
            runs.put("bfloat16", () -> predict(model, Precision.BFLOAT16));
            paired.compare(runs);
        }
        System.out.printf("peak memory %.0f MB%n", ProcessMemory.now().peak() / MIB);
    }

    private static Time predict(LeafModel model, Precision precision) {
        SplittableRandom random = new SplittableRandom(1);
        try (NDManager manager = model.engine().newManager()) {
            NDArray image =
                    Tensors.filled(
                            manager,
                            buffer -> {
                                while (buffer.hasRemaining()) {
                                    buffer.put((float) random.nextDouble());
                                }
                            },
                            1,
                            3,
                            SIZE,
                            SIZE);
            SamplingSettings settings = SamplingSettings.DEFAULT.withPrecision(precision);
            List<NoiseKey> keys = List.of(new NoiseKey(0, 0));
            return Time.of(
                    () ->
                            Tensors.toFloats(
                                    model.predict(image, keys, settings, Progress.NONE)
                                            .probability()));
        }
    }
}
