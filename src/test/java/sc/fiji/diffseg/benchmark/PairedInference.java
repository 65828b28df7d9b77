package sc.fiji.diffseg.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
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
 * <p>Arguments: repetitions, threads, and a command that, for every line it reads, runs once and
 * prints a line of JSON with {@code total_s}; it is started first and may say a first line of its
 * own. Prints seconds for both precisions, their ratios to the other program, and peak memory.
 */
public final class PairedInference {

    private static final int SIZE = 256;

    private PairedInference() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        int repetitions = Integer.parseInt(arguments[0]);
        TorchEngine.setThreads(Integer.parseInt(arguments[1]));
        Reference reference =
                arguments.length > 2
                        ? new Reference(Arrays.asList(arguments).subList(2, arguments.length))
                        : null;
        TorchEngine engine = TorchEngine.start("cpu");
        NDManager weights = engine.newManager();
        LeafNetworks networks = LeafNetworks.of(LeafSettings.PUBLISHED);
        networks.parameters().initialize(weights, 1);
        System.out.printf(
                "PyTorch %s, %s threads, parameters %,d%n",
                engine.version(), arguments[1], networks.parameters().count());
        try (LeafModel model =
                LeafModel.owning(engine, networks, LeafSettings.PUBLISHED, weights)) {
            List<Precision> precisions = List.of(Precision.FLOAT32, Precision.BFLOAT16);
            precisions.forEach(precision -> seconds(model, precision));
            double[][] ours = new double[precisions.size()][repetitions];
            double[][] ratios = new double[precisions.size()][repetitions];
            for (int i = 0; i < repetitions; i++) {
                double theirs = reference == null ? Double.NaN : reference.seconds();
                for (int p = 0; p < precisions.size(); p++) {
                    ours[p][i] = seconds(model, precisions.get(p));
                    ratios[p][i] = ours[p][i] / theirs;
                }
                System.out.printf(
                        Locale.ROOT,
                        "reference %.2f s, float32 %.2f s (%.2f), bfloat16 %.2f s (%.2f)%n",
                        theirs,
                        ours[0][i],
                        ratios[0][i],
                        ours[1][i],
                        ratios[1][i]);
            }
            System.out.printf(
                    Locale.ROOT,
                    "median: float32 %.2f s, ratio %.2f; bfloat16 %.2f s, ratio %.2f; peak %s%n",
                    median(ours[0]),
                    median(ratios[0]),
                    median(ours[1]),
                    median(ratios[1]),
                    peak());
        }
    }

    private static double seconds(LeafModel model, Precision precision) {
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
            long start = System.nanoTime();
            NDArray probability =
                    model.predict(image, List.of(new NoiseKey(0, 0)), settings, Progress.NONE)
                            .probability();
            Tensors.toFloats(probability);
            return (System.nanoTime() - start) * 1e-9;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return "unknown";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .map(line -> line.replaceAll("\\s+", " "))
                .orElse("unknown");
    }

    /** Another program that answers each line with one run. */
    private static final class Reference {

        private final OutputStream input;
        private final BufferedReader output;

        Reference(List<String> command) throws IOException {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            input = process.getOutputStream();
            output =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            System.out.println("Other program: " + output.readLine());
            seconds();
        }

        double seconds() throws IOException {
            input.write('\n');
            input.flush();
            JsonObject answer = JsonParser.parseString(output.readLine()).getAsJsonObject();
            return answer.get("total_s").getAsDouble();
        }
    }
}
