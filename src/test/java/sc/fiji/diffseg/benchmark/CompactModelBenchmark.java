package sc.fiji.diffseg.benchmark;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import sc.fiji.diffseg.Precision;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.SamplingSettings;
import sc.fiji.diffseg.diffusion.NoiseKey;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.ModelFolder;
import sc.fiji.diffseg.segment.LoadedModel;

/** One tile through the shipped nuclei model. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CompactModelBenchmark {

    private static final int SIZE = 128;

    /** Arithmetic of the networks. */
    @Param({"FLOAT32", "BFLOAT16"})
    public Precision precision;

    private LoadedModel model;

    /** Loads the model. */
    @Setup
    public void open() throws IOException {
        ModelFolder folder = ModelFolder.open(Path.of("src/main/models/leaf-nuclei"));
        model = LoadedModel.open(folder, TorchEngine.start("cpu"), Progress.NONE);
    }

    /** Frees the model. */
    @TearDown
    public void close() {
        model.close();
    }

    /** Predicts one tile. */
    @Benchmark
    public float[] tile() {
        SamplingSettings settings = SamplingSettings.DEFAULT.withPrecision(precision);
        try (NDManager manager = model.model().engine().newManager()) {
            return Tensors.toFloats(
                    model.model()
                            .predict(
                                    Tensors.zeros(manager, 1, 3, SIZE, SIZE),
                                    List.of(new NoiseKey(0, 0)),
                                    settings,
                                    Progress.NONE)
                            .probability());
        }
    }
}
