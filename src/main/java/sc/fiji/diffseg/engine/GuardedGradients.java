package sc.fiji.diffseg.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;

/** Gradients whose computation the end of the process waits for: it takes seconds at a time. */
final class GuardedGradients implements GradientCollector {

    private final GradientCollector gradients;

    GuardedGradients(GradientCollector gradients) {
        this.gradients = gradients;
    }

    @Override
    public void backward(NDArray target) {
        ProcessEnd.current()
                .compute(
                        () -> {
                            gradients.backward(target);
                            return target;
                        });
    }

    @Override
    public void zeroGradients() {
        gradients.zeroGradients();
    }

    @Override
    public void close() {
        gradients.close();
    }
}
