package sc.fiji.diffseg.model;

import java.io.IOException;

/**
 * A model folder that cannot be used, or a model that is not there.
 *
 * <p>The message is one sentence for the user: what is wrong, where, and what to do.
 */
public class ModelException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param sentence what is wrong, where, and what to do
     */
    public ModelException(String sentence) {
        super(sentence);
    }

    /**
     * Creates the exception with the failure behind it.
     *
     * @param sentence what is wrong, where, and what to do
     * @param cause the failure behind it
     */
    public ModelException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
