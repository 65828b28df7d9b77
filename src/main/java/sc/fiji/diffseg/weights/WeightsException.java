package sc.fiji.diffseg.weights;

import java.io.IOException;

/**
 * A file of weights that cannot be used, or a request that its tensors cannot serve.
 *
 * <p>The message is one sentence for the user; it names the file and, where there is one, the
 * tensor.
 */
public class WeightsException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param sentence what is wrong, where, and what to do
     */
    public WeightsException(String sentence) {
        super(sentence);
    }

    /**
     * Creates the exception with the failure behind it.
     *
     * @param sentence what is wrong, where, and what to do
     * @param cause the failure behind it
     */
    public WeightsException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
