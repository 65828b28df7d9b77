package sc.fiji.diffseg.benchmark;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.Tensors;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.exchange.ImportSettings;
import sc.fiji.diffseg.exchange.WeightsImport;
import sc.fiji.diffseg.network.ImportChoice;
import sc.fiji.diffseg.weights.TensorSource;

/**
 * Recognises a file of weights, reads all that is taken into tensors, and imports it; prints the
 * time and the most anonymous memory that was resident meanwhile, which may exceed what the
 * parameters take by 300 MB. Linux only; a process for each file. Arguments: file, folder to import
 * to.
 */
public final class LargeWeights {

    private static final double MB = 1e6;
    private static final int SAMPLED_EVERY_MILLIS = 10;

    private LargeWeights() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        TorchEngine engine = TorchEngine.start("cpu");
        AtomicLong most = new AtomicLong(ProcessMemory.anonymous());
        AtomicBoolean done = new AtomicBoolean();
        Thread sampler = new Thread(() -> sample(most, done));
        sampler.start();
        long start = System.nanoTime();
        try (WeightsImport weights = WeightsImport.open(List.of(file), ImportChoice.DEFAULT)) {
            TensorSource source = weights.recognition().weights();
            double recognised = seconds(start);
            long parameters = 0;
            try (NDManager manager = engine.newManager()) {
                for (String name : source.names()) {
                    parameters += read(source, name, manager);
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s, %.0f MB: recognised in %.2f s, read in %.2f s; parameters %.0f MB,"
                                + " most anonymous memory %.0f MB%n",
                        file.getFileName(),
                        Files.size(file) / MB,
                        recognised,
                        seconds(start) - recognised,
                        parameters / MB,
                        most.get() / MB);
            }
            engine.releaseMemory();
            most.set(ProcessMemory.anonymous());
            start = System.nanoTime();
            weights.write(ImportSettings.DEFAULT, Path.of(arguments[1]), Progress.NONE);
            System.out.printf(
                    Locale.ROOT,
                    "imported in %.2f s; most anonymous memory %.0f MB%n",
                    seconds(start),
                    most.get() / MB);
        } finally {
            done.set(true);
            sampler.join();
        }
    }

    private static long read(TensorSource source, String name, NDManager manager)
            throws IOException {
        try {
            return Tensors.filled(
                                    manager,
                                    buffer -> {
                                        try {
                                            source.read(name, buffer);
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    },
                                    source.shape(name))
                            .size()
                    * Float.BYTES;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void sample(AtomicLong most, AtomicBoolean done) {
        try {
            while (!done.get()) {
                most.accumulateAndGet(ProcessMemory.anonymous(), Math::max);
                Thread.sleep(SAMPLED_EVERY_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
