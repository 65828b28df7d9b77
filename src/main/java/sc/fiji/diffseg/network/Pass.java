package sc.fiji.diffseg.network;

import ai.djl.ndarray.NDArray;
import java.util.function.BiConsumer;
import sc.fiji.diffseg.engine.ScriptOps;

/**
 * One run of a network: with which operators, and whether to learn from it.
 *
 * @param operators the operators, in a precision
 * @param recorded whether autograd may record the run
 * @param training whether dropout acts
 * @param observer is handed the output of every block that has a name of its own in the network;
 *     the array is closed soon after, so an observer that keeps it must copy it, and one that
 *     learns from it must compute on it at once: a {@code duplicate()} is hidden from the gradients
 */
public record Pass(
        ScriptOps operators,
        boolean recorded,
        boolean training,
        BiConsumer<String, NDArray> observer) {

    private static final BiConsumer<String, NDArray> NOBODY = (name, array) -> {};

    /** A run that only predicts. */
    public static Pass inference(ScriptOps operators) {
        return new Pass(operators, false, false, NOBODY);
    }

    /** A run whose gradients are wanted, with dropout. */
    public static Pass training(ScriptOps operators) {
        return new Pass(operators, true, true, NOBODY);
    }

    /** This run with gradients but without dropout: through a frozen network. */
    public Pass withoutDropout() {
        return new Pass(operators, recorded, false, observer);
    }

    /** This run, watched. */
    public Pass observedBy(BiConsumer<String, NDArray> newObserver) {
        return new Pass(operators, recorded, training, newObserver);
    }

    /** The rate at which dropout acts in this run. */
    double dropout(double rate) {
        return training ? rate : 0;
    }
}
