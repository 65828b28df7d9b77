package sc.fiji.diffseg.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.LoadedModel;
import sc.fiji.diffseg.unisegdiff.SamplerMode;
import sc.fiji.diffseg.unisegdiff.UniSegDiffModel;

/**
 * What the ways to sample a UniSegDiff model cost for one image of its input size: evaluations of
 * the denoiser, seconds, milliseconds per evaluation. The modes take turns, so that all see the
 * same machine. Arguments: model folder, rounds, threads.
 */
public final class StagedSamplingCost {

    private static final Map<SamplerMode, Integer> SAMPLES =
            Map.of(
                    SamplerMode.UNET, 1,
                    SamplerMode.SINGLE, 1,
                    SamplerMode.FAST, 20,
                    SamplerMode.FULL, 20);

    private StagedSamplingCost() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        TorchEngine.setThreads(Integer.parseInt(arguments[2]));
        TorchEngine engine = TorchEngine.start("cpu");
        int rounds = Integer.parseInt(arguments[1]);
        List<SamplerMode> modes =
                Arrays.stream(SamplerMode.values()).filter(SAMPLES::containsKey).toList();
        try (LoadedModel loaded =
                LoadedModel.open(ModelFolder.open(Path.of(arguments[0])), engine, Progress.NONE)) {
            UniSegDiffModel model = (UniSegDiffModel) loaded.model();
            int size = loaded.description().input().width();
            for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
                double[][] seconds = new double[modes.size()][rounds];
                modes.forEach(mode -> seconds(model, size, mode, precision));
                for (int round = 0; round < rounds; round++) {
                    for (int i = 0; i < modes.size(); i++) {
                        seconds[i][round] = seconds(model, size, modes.get(i), precision);
                    }
                }
                for (int i = 0; i < modes.size(); i++) {
                    print(model, modes.get(i), precision, seconds[i]);
                }
            }
        }
    }

    private static double seconds(
            UniSegDiffModel model, int size, SamplerMode mode, Precision precision) {
        SamplingSettings sampling =
                SamplingSettings.DEFAULT
                        .withSampler(mode.publishedName())
                        .withSamples(SAMPLES.get(mode))
                        .withPrecision(precision);
        long start = System.nanoTime();
        try (NDManager manager = model.engine().newManager()) {
            NDArray image = Tensors.zeros(manager, 1, 3, size, size);
            List<NoiseKey> keys = List.of(new NoiseKey(0, 0));
            Tensors.toFloats(model.predict(image, keys, sampling, Progress.NONE).probability());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(
            UniSegDiffModel model, SamplerMode mode, Precision precision, double[] seconds) {
        Arrays.sort(seconds);
        double median = seconds[seconds.length / 2];
        int samples = SAMPLES.get(mode);
        int evaluations = mode.evaluations(samples, 0, model.settings());
        System.out.printf(
                "%s %-6s: %2d masks, %3d evaluations, %.3f s (%.3f to %.3f), %.1f ms each%n",
                precision,
                mode.publishedName(),
                samples,
                evaluations,
                median,
                seconds[0],
                seconds[seconds.length - 1],
                evaluations == 0 ? Double.NaN : 1000 * median / evaluations);
    }
}
