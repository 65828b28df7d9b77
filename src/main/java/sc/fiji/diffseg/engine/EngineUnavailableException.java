package sc.fiji.diffseg.engine;

/** PyTorch or a device of it cannot be had; the message is one sentence for the user. */
public final class EngineUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EngineUnavailableException(String message) {
        super(message);
    }

    EngineUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
