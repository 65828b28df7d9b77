package sc.fiji.diffseg.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.concurrent.CancellationException;
import sc.fiji.diffseg.Precision;

/** Computes gradients over and over, each for a second or so, until the process is ended. */
final class BackwardProbe {

    private static final int CHANNELS = 64;
    private static final int SIZE = 256;
    private static final int LAYERS = 6;

    private BackwardProbe() {}

    /** Prints a line before the second backward pass, and one when PyTorch is not to be used. */
    public static void main(String[] arguments) {
        TorchEngine engine = TorchEngine.start("cpu");
        ScriptOps operators = engine.operators(Precision.FLOAT32);
        try (NDManager weights = engine.newManager()) {
            NDArray kernel = constant(weights, 0.01f, CHANNELS, CHANNELS, 3, 3);
            NDArray bias = constant(weights, 0, CHANNELS);
            List.of(kernel, bias).forEach(ScriptOps::nameParameter);
            kernel.setRequiresGradient(true);
            for (int pass = 0; ; pass++) {
                try (NDManager scope = engine.newManager();
                        GradientCollector collector = engine.newGradientCollector()) {
                    NDArray x = constant(scope, 1, 1, CHANNELS, SIZE, SIZE);
                    for (int layer = 0; layer < LAYERS; layer++) {
                        x = operators.conv(x, List.of(kernel, bias), true);
                    }
                    NDArray sum = x.mean();
                    if (pass == 1) {
                        System.out.println("computing");
                    }
                    collector.backward(sum);
                }
            }
        } catch (CancellationException e) {
            System.out.println("refused");
        }
    }

    private static NDArray constant(NDManager manager, float value, long... shape) {
        return Tensors.filled(
                manager,
                buffer -> {
                    while (buffer.hasRemaining()) {
                        buffer.put(value);
                    }
                },
                shape);
    }
}
